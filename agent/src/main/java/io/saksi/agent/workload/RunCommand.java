package io.saksi.agent.workload;

import io.saksi.core.model.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code saksi workload run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Inserts rows until the duration is over or it is told to end (SIGINT, SIGTERM), and says"
          + " when service is lost and back."
    })
final class RunCommand implements Callable<Integer> {
  private static final long FINISH_TIMEOUT_SECONDS = 8;
  private static final Duration REPORT_EVERY = Duration.ofSeconds(1);

  @Spec private CommandSpec spec;

  @Mixin private DatabaseOptions database;

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      description = "How long to write (default: until it is told to end).")
  private Double durationSeconds;

  @Option(names = "--threads", defaultValue = "4", description = "Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--acks",
      paramLabel = "FILE",
      description = "Append every acknowledged row to this file, for \"saksi workload check\".")
  private Path acks;

  @Option(names = "--json", description = "Lines of JSON instead of text.")
  private boolean json;

  private final CountDownLatch told = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);

  /** Blocks until the end; 0 if it wrote as long as it was to, 1 if it could not. */
  @Override
  public Integer call() throws InterruptedException {
    WriterConfig config = config();
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "saksi-workload-end"));
    try {
      return write(config);
    } catch (SQLException | IOException e) {
      spec.commandLine().getErr().println("cannot write: " + e.getMessage());
      return 1;
    } finally {
      finished.countDown();
    }
  }

  private WriterConfig config() {
    try {
      return new WriterConfig(
          database.database(),
          threads,
          Optional.ofNullable(acks),
          WriterConfig.DEFAULT_STALL_AFTER);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private int write(WriterConfig config) throws SQLException, IOException, InterruptedException {
    Narrator narrator = new Narrator(spec.commandLine().getOut(), json);
    Moment begin = Writer.now();
    Writer writer = Writer.start(config, narrator::event);
    try {
      report(writer, narrator, deadline());
    } finally {
      writer.close();
    }
    narrator.summary(
        writer.acknowledged().count(), writer.unknown(), writer.longestGapSince(begin));
    if (writer.broken().isPresent()) {
      throw new IOException(writer.broken().get().getMessage(), writer.broken().get());
    }
    return 0;
  }

  private Optional<Moment> deadline() {
    return Optional.ofNullable(durationSeconds)
        .map(s -> Writer.now().plus(Duration.ofMillis(Math.round(s * 1000))));
  }

  private void report(Writer writer, Narrator narrator, Optional<Moment> deadline)
      throws InterruptedException {
    long before = 0;
    Moment since = Writer.now();
    while (writer.broken().isEmpty()) {
      long left =
          deadline.map(d -> d.since(Writer.now()).toMillis()).orElse(REPORT_EVERY.toMillis());
      boolean end = told.await(Math.clamp(left, 0, REPORT_EVERY.toMillis()), TimeUnit.MILLISECONDS);
      long acknowledged = writer.acknowledged().count();
      narrator.progress(acknowledged, acknowledged - before, writer.longestGapSince(since));
      before = acknowledged;
      since = Writer.now();
      if (end || (deadline.isPresent() && left <= REPORT_EVERY.toMillis())) {
        return;
      }
    }
  }

  private void end() {
    told.countDown();
    try {
      if (!finished.await(FINISH_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("the writers did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
