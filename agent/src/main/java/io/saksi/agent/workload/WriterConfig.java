package io.saksi.agent.workload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * @param threads writers, each with a connection of its own: 1 to 1,000
 * @param acks a file to append acknowledgements to
 * @param stallAfter service counts as lost when nobody was acknowledged for so long, even if
 *     nothing failed
 */
public record WriterConfig(
    Database database, int threads, Optional<Path> acks, Duration stallAfter) {
  public static final int DEFAULT_THREADS = 4;
  public static final Duration DEFAULT_STALL_AFTER = Duration.ofSeconds(1);

  public WriterConfig {
    if (threads < 1 || threads > 1_000) {
      throw new IllegalArgumentException("1 to 1000 writers can run, not " + threads);
    }
    if (stallAfter.isNegative() || stallAfter.isZero()) {
      throw new IllegalArgumentException("stallAfter is longer than nothing");
    }
  }

  public WriterConfig(Database database) {
    this(database, DEFAULT_THREADS, Optional.empty(), DEFAULT_STALL_AFTER);
  }
}
