package io.saksi.agent.postgres;

import io.saksi.core.model.Configuration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Whether this node's PostgreSQL would take a configuration: its own program reads it, whether a
 * server runs or not (manual, "postgres", option {@code -C}). It says whether every name is known
 * and every value possible; not whether there is as much memory, or such a library.
 */
final class Trial {
  private static final int MOST_LINES = 6;
  private static final String REMEDY = "correct the value; see PostgreSQL's manual";

  private final Context context;

  Trial(Context context) {
    this.context = context;
  }

  /** The mistake, for people; empty if PostgreSQL takes it. */
  Optional<String> mistake(Configuration.Content content, Duration bound)
      throws PostgresException, InterruptedException {
    Optional<String> obvious = ConfigurationRules.mistake(content);
    if (obvious.isPresent() || content.parameters().isEmpty()) {
      return obvious;
    }
    String name = "trial-" + UUID.randomUUID();
    Path main = context.config().runDirectory().resolve(name + ".conf");
    Path cluster = context.config().runDirectory().resolve(name + ".cluster.conf");
    try {
      DurableFiles.createPrivateDirectory(context.config().runDirectory());
      context.files().writeTrial(main, cluster, content);
      return judge(read(main, bound), cluster);
    } catch (IOException e) {
      throw new PostgresException(
          "cannot write a configuration to be looked at: " + e, "see the run directory", e);
    } finally {
      remove(main, cluster);
    }
  }

  private Commands.Result read(Path main, Duration bound)
      throws PostgresException, InterruptedException {
    return Commands.of(
            context.installation().program("postgres"),
            "-D",
            // No data directory: the program reads files and ends, and is nobody's server.
            context.config().runDirectory().toString(),
            "-c",
            "config_file=" + main,
            "-C",
            "data_directory")
        .run(bound);
  }

  /** In PostgreSQL's words, but for the file that nobody knows who gave the setting. */
  private static Optional<String> judge(Commands.Result result, Path cluster) {
    if (result.succeeded()) {
      return Optional.empty();
    }
    Pattern place =
        Pattern.compile(" in file \"" + Pattern.quote(cluster.toString()) + "\" line \\d+");
    List<String> told =
        result.lines().stream()
            .map(line -> line.replaceFirst("^.*?(LOG|FATAL|ERROR|HINT|DETAIL): +", ""))
            .filter(line -> !line.contains("contains errors"))
            .filter(line -> !line.startsWith("skipping missing configuration file"))
            .map(line -> place.matcher(line).replaceAll(""))
            .distinct()
            .limit(MOST_LINES)
            .toList();
    return Optional.of("PostgreSQL does not take it: " + String.join("; ", told));
  }

  private static void remove(Path... files) throws PostgresException {
    for (Path file : files) {
      try {
        DurableFiles.delete(file);
      } catch (IOException e) {
        throw new PostgresException("cannot remove " + file + ": " + e, REMEDY, e);
      }
    }
  }
}
