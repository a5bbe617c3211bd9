package io.saksi.agent.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Placeholder history files for timeline numbers that were allotted and never used. PostgreSQL
 * takes the first number without a history file, so that with these in place a promotion takes the
 * one that was allotted to it.
 *
 * <p>A placeholder names no ancestor. A running standby that meets one therefore says "new timeline
 * is not a child" and stays where it is. They remain after the promotion: a follower's WAL receiver
 * fetches every history file between its timeline and the new one, and fails where one is missing.
 * A server that <em>starts</em> with a placeholder as its newest would refuse ("requested timeline
 * is not a child of this server's history") or wait for its WAL for ever: those are removed before
 * a start.
 */
final class BurnedTimelines {
  private static final String MARK = "# saksi: this timeline number was allotted and never used";

  private final Path walDirectory;

  BurnedTimelines(Path dataDirectory) {
    this.walDirectory = dataDirectory.resolve("pg_wal");
  }

  /** Makes {@code target} the number after {@code current} that PostgreSQL takes. */
  void block(int current, int target) throws IOException, PostgresException {
    if (target <= current) {
      throw new PostgresException(
          "timeline " + target + " is not beyond the current timeline " + current,
          "allot a higher number");
    }
    for (int taken : List.of(target, target + 1)) {
      if (Files.exists(file(taken))) {
        throw new PostgresException(
            "there is a history of timeline " + taken + " here already", "allot a higher number");
      }
    }
    for (int burned = current + 1; burned < target; burned++) {
      if (!Files.exists(file(burned))) {
        DurableFiles.write(file(burned), MARK + "\n");
      }
    }
  }

  /** Removes the placeholders that no real history file stands beyond. */
  void removeIfNewest() throws IOException {
    List<Path> histories = new ArrayList<>();
    try (var files = Files.newDirectoryStream(walDirectory, "*.history")) {
      files.forEach(histories::add);
    }
    Collections.sort(histories);
    for (Path newest : histories.reversed()) {
      if (!isPlaceholder(newest)) {
        return;
      }
      DurableFiles.delete(newest);
    }
  }

  static boolean isPlaceholder(Path history) throws IOException {
    return Files.readString(history, StandardCharsets.ISO_8859_1).startsWith(MARK);
  }

  private Path file(int timeline) {
    return walDirectory.resolve(WalFiles.historyName(timeline));
  }
}
