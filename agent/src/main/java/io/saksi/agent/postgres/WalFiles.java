package io.saksi.agent.postgres;

import io.saksi.core.model.Lsn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of {@code pg_wal}, by name. Timeline numbers are unsigned; above 2^31 is passed over.
 */
final class WalFiles {
  private static final Pattern SEGMENT =
      Pattern.compile("([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})(\\.partial)?");

  private static final Pattern HISTORY = Pattern.compile("[0-9A-F]{8}\\.history");

  private static final String HIGHEST_TIMELINE = "7FFFFFFF";

  private final Path directory;
  private final long segmentSize;

  WalFiles(Path dataDirectory, int segmentSize) {
    this((long) segmentSize, dataDirectory.resolve("pg_wal"));
  }

  private WalFiles(long segmentSize, Path directory) {
    this.directory = directory;
    this.segmentSize = segmentSize;
  }

  /** WAL that was saved elsewhere. */
  static WalFiles in(Path directory, int segmentSize) {
    return new WalFiles((long) segmentSize, directory);
  }

  /** A segment: its timeline, and the LSN of its first byte. */
  record Segment(Path file, int timeline, Lsn start) {}

  Path directory() {
    return directory;
  }

  Path historyFile(int timeline) {
    return directory.resolve(historyName(timeline));
  }

  static String historyName(int timeline) {
    return "%08X.history".formatted(timeline);
  }

  Path segmentFile(int timeline, Lsn lsn) {
    long number = Long.divideUnsigned(lsn.value(), segmentSize);
    long perFile = 0x1_0000_0000L / segmentSize;
    return directory.resolve(
        "%08X%08X%08X".formatted(timeline, number / perFile, number % perFile));
  }

  Lsn startOfSegment(Lsn lsn) {
    return new Lsn(lsn.value() - Long.remainderUnsigned(lsn.value(), segmentSize));
  }

  /** Where the first segment begins that is missing, from the one of {@code from} on. */
  Lsn endOfFiles(int timeline, Lsn from) {
    Lsn start = startOfSegment(from);
    while (Files.exists(segmentFile(timeline, start))) {
      start = new Lsn(start.value() + segmentSize);
    }
    return start;
  }

  Lsn startOfSegmentBefore(Lsn boundary) {
    return new Lsn(boundary.value() - segmentSize);
  }

  /** In order of timeline, then LSN. */
  List<Segment> segments() throws IOException {
    List<Segment> segments = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Matcher matcher = SEGMENT.matcher(file.getFileName().toString());
        // One above is no timeline of ours, nor of anybody's.
        if (matcher.matches() && matcher.group(1).compareTo(HIGHEST_TIMELINE) <= 0) {
          segments.add(
              new Segment(
                  file,
                  Integer.parseInt(matcher.group(1), 16),
                  new Lsn(
                      Long.parseLong(matcher.group(2), 16) << 32
                          | Long.parseLong(matcher.group(3), 16) * segmentSize)));
        }
      }
    }
    segments.sort(Comparator.comparingInt(Segment::timeline).thenComparing(Segment::start));
    return segments;
  }

  /** The timelines of which there is a history file, in order. */
  List<Integer> histories() throws IOException {
    List<Integer> timelines = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.history")) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (HISTORY.matcher(name).matches() && name.compareTo(HIGHEST_TIMELINE) <= 0) {
          timelines.add(Integer.parseInt(name.substring(0, 8), 16));
        }
      }
    }
    Collections.sort(timelines);
    return timelines;
  }

  /** The highest timeline of which there is WAL; a history file alone is none. */
  Optional<Integer> newestTimeline() throws IOException {
    return segments().stream().map(Segment::timeline).max(Comparator.naturalOrder());
  }

  /**
   * The timeline on which a standby that has reached {@code end} stands. PostgreSQL's functions do
   * not say it. A history file proves nothing (a diverged standby has fetched it too), the segment
   * with the last byte does; and where the switch point is not passed yet, it is still the parent.
   *
   * @param known a timeline that is not beyond the answer, such as the last checkpoint's
   */
  int timelineAt(Lsn end, int known) throws IOException {
    Lsn lastByte = end.value() == 0 ? end : new Lsn(end.value() - 1);
    int newest = known;
    for (int next = known; next == known || Files.exists(historyFile(next)); next++) {
      if (Files.exists(segmentFile(next, lastByte))) {
        newest = next;
      }
    }
    return history(newest).timelineOf(end);
  }

  /**
   * @throws IOException also where the file is damaged
   */
  TimelineHistory history(int timeline) throws IOException {
    Path file = historyFile(timeline);
    // A reason may name a restore point, in whatever encoding.
    String text =
        timeline > 1 && Files.exists(file)
            ? Files.readString(file, StandardCharsets.ISO_8859_1)
            : "";
    try {
      return TimelineHistory.parse(timeline, text);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }
}
