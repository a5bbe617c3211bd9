package io.saksi.agent.postgres;

import io.saksi.core.model.InstanceId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes this node's data directory a copy of a running server's, ready to start as a standby. */
final class Cloner {
  /** For example {@code 12345/67890 kB (18%), 0/1 tablespace}. */
  private static final Pattern PROGRESS = Pattern.compile("\\s*(\\d+)/(\\d+) kB .*");

  private final Context context;

  Cloner(Context context) {
    this.context = context;
  }

  /**
   * @param replace whether data of this node may be moved aside
   */
  InstanceId cloneFrom(String host, int port, boolean replace, Progress progress, Duration bound)
      throws PostgresException, InterruptedException {
    DataDirectory directory = context.directory();
    Replacement replacement = new Replacement(directory);
    if (replace) {
      replacement.requireOursOrNothing();
    } else {
      replacement.requireNothingToLose();
    }
    try {
      WorkArea work = directory.work();
      work.begin("clone of " + host + ":" + port);
      copy(new Member(host, port), work.data(), progress, bound);
      AutoConf.in(work.data()).clean();
      InstanceId instance = directory.identify(work.data());
      DurableFiles.write(work.data().resolve("standby.signal"), "");
      replacement.moveIn(work);
      return instance;
    } catch (IOException e) {
      throw directory.failed("make", e);
    }
  }

  private void copy(Member source, Path target, Progress progress, Duration bound)
      throws PostgresException, InterruptedException, IOException {
    Commands.of(
            context.installation().program("pg_basebackup"),
            List.of(
                "--dbname=" + source.connectionString(context, "clone"),
                "--pgdata=" + target,
                "--wal-method=stream",
                "--checkpoint=fast",
                "--no-password",
                "--progress"))
        .onLine(line -> report(line, progress))
        .run(bound)
        .orThrow(
            "cloning from " + source.host() + ":" + source.port(),
            "see that the source runs, lets this node in and has the same major version");
  }

  private static void report(String line, Progress progress) {
    Matcher matcher = PROGRESS.matcher(line);
    if (matcher.matches()) {
      progress.at(Long.parseLong(matcher.group(1)) * 1024, Long.parseLong(matcher.group(2)) * 1024);
    }
  }
}
