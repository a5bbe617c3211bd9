package io.saksi.agent.postgres;

import io.saksi.core.model.Lsn;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the WAL of a stopped instance ends, read with pg_waldump as recovery would read it. */
final class WalEnd {
  private static final int PAGE = 8192;
  private static final int PAGE_HEADER = 24;
  private static final int SEGMENT_HEADER = 40;

  private static final String REMEDY = "see that pg_wal is readable and complete";
  private static final String LSN = "([0-9A-F]{1,8}/[0-9A-F]{1,8})";
  private static final Pattern RECORD =
      Pattern.compile(
          "rmgr: (\\S+) .*len \\(rec/tot\\): +\\d+/ *(\\d{1,10}), .*lsn: " + LSN + ", .*");
  private static final Pattern LAST_VALID = Pattern.compile("error in WAL record at " + LSN + ":");

  /** PostgreSQL writes none that is longer (xlogrecord.h, XLogRecordMaxSize). */
  private static final long LONGEST_RECORD = 1020L << 20;

  private final PostgresInstallation installation;
  private final Path dataDirectory;
  private final ControlData control;
  private final WalFiles wal;

  WalEnd(PostgresInstallation installation, Path dataDirectory, ControlData control) {
    this.installation = installation;
    this.dataDirectory = dataDirectory;
    this.control = control;
    this.wal = new WalFiles(dataDirectory, control.walSegmentSize());
  }

  /** A record: where it begins, and where the next one would. */
  record WalRecord(Lsn start, Lsn end) {}

  /** The end on the newest timeline of which there is WAL. */
  WalPosition find(Duration bound) throws PostgresException, InterruptedException {
    Deadline deadline = Deadline.in(bound);
    try {
      int timeline = wal.newestTimeline().orElse(control.timeline());
      List<TimelineHistory.Fork> forks = wal.history(timeline).forks();
      Lsn from =
          timeline == control.timeline() || forks.isEmpty()
              ? control.redo()
              : forks.getLast().end();
      Lsn end = lastRecord(timeline, from, deadline).map(WalRecord::end).orElse(from);
      return new WalPosition(wal.history(timeline).timelineOf(end), end);
    } catch (IOException e) {
      throw new PostgresException("cannot read the WAL of " + dataDirectory + ": " + e, REMEDY, e);
    }
  }

  /** The first valid record that begins at {@code from} or later. */
  Optional<WalRecord> firstRecord(int timeline, Lsn from, Deadline deadline)
      throws PostgresException, InterruptedException {
    return records(dump(timeline, from, deadline, "--limit=1").lines(), control.walSegmentSize())
        .stream()
        .findFirst();
  }

  private Optional<WalRecord> lastRecord(int timeline, Lsn from, Deadline deadline)
      throws PostgresException, InterruptedException {
    Optional<Lsn> last = lastValid(dump(timeline, from, deadline, "--quiet").output());
    if (last.isPresent()) {
      return firstRecord(timeline, last.get(), deadline);
    }
    // Valid up to the end of the last file: the last record most probably begins in there.
    Lsn lastSegment = wal.startOfSegmentBefore(wal.endOfFiles(timeline, from));
    List<WalRecord> records =
        lastSegment.isBefore(from) ? List.of() : records(timeline, lastSegment, deadline);
    if (records.isEmpty()) {
      records = records(timeline, from, deadline);
    }
    return records.isEmpty() ? Optional.empty() : Optional.of(records.getLast());
  }

  /** The record before the one that pg_waldump found to be none. */
  static Optional<Lsn> lastValid(String output) {
    Matcher last = LAST_VALID.matcher(output);
    return last.find() ? Optional.of(Lsn.parse(last.group(1))) : Optional.empty();
  }

  private List<WalRecord> records(int timeline, Lsn from, Deadline deadline)
      throws PostgresException, InterruptedException {
    return records(dump(timeline, from, deadline).lines(), control.walSegmentSize());
  }

  /** With an end, because pg_waldump waits five seconds for a file that is missing. */
  private Commands.Result dump(int timeline, Lsn from, Deadline deadline, String... options)
      throws PostgresException, InterruptedException {
    Lsn end = wal.endOfFiles(timeline, from);
    if (!from.isBefore(end)) {
      return new Commands.Result("pg_waldump", 0, List.of());
    }
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--path=" + wal.directory(),
                "--timeline=" + timeline,
                "--start=" + from,
                "--end=" + end));
    arguments.addAll(List.of(options));
    return Commands.of(installation.program("pg_waldump"), arguments).run(deadline.remaining());
  }

  /** Of the lines that are records. */
  static List<WalRecord> records(List<String> lines, int segmentSize) {
    List<WalRecord> records = new ArrayList<>();
    for (String line : lines) {
      Matcher matcher = RECORD.matcher(line);
      if (matcher.matches() && Long.parseLong(matcher.group(2)) <= LONGEST_RECORD) {
        Lsn start = Lsn.parse(matcher.group(3));
        boolean isSwitch = matcher.group(1).equals("XLOG") && line.contains("desc: SWITCH");
        long length = Long.parseLong(matcher.group(2));
        records.add(
            new WalRecord(
                start,
                isSwitch ? nextSegment(start, segmentSize) : end(start, length, segmentSize)));
      }
    }
    return records;
  }

  /** Counts the page headers that lie within a record (PostgreSQL's xlogreader). */
  private static Lsn end(Lsn start, long length, int segmentSize) {
    long position = start.value();
    long left = length;
    while (true) {
      long inPage = PAGE - Long.remainderUnsigned(position, PAGE);
      if (left <= inPage) {
        return new Lsn((position + left + 7) & ~7L);
      }
      left -= inPage;
      position += inPage;
      boolean opensSegment = Long.remainderUnsigned(position, segmentSize) == 0;
      position += opensSegment ? SEGMENT_HEADER : PAGE_HEADER;
    }
  }

  private static Lsn nextSegment(Lsn lsn, long size) {
    return new Lsn(lsn.value() - Long.remainderUnsigned(lsn.value(), size) + size);
  }
}
