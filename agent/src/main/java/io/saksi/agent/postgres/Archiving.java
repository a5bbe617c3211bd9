package io.saksi.agent.postgres;

import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the archive of WAL needs so that a change of the primary leaves no hole in it. Under {@code
 * archive_mode=on} a standby takes everything that it receives for archived already (PostgreSQL
 * manual, "Continuous Archiving in Standby"); what the former primary had not archived when it died
 * is archived by nobody then. So whoever is promoted archives it: each standby keeps it, by the
 * slot for its primary, and marks it before its promotion.
 *
 * <p>What is marked may be in the archive already. Its command has to accept that, as the manual
 * asks of it anyway.
 */
final class Archiving {
  private static final Logger LOG = LoggerFactory.getLogger(Archiving.class);

  private static final String SEGMENT_SIZE =
      "SELECT setting FROM pg_settings WHERE name = 'wal_segment_size'";

  /** Of the WAL that waits: its place in any timeline, which is what the names sort by then. */
  private static final String OLDEST_WAITING =
      "SELECT min(substr(name, 9, 16)) FROM pg_ls_archive_statusdir()"
          + " WHERE name ~ '^[0-9A-F]{24}(\\.partial)?\\.ready$'";

  private static final String KEPT_FROM =
      "SELECT min(restart_lsn)::text FROM pg_replication_slots WHERE slot_type = 'physical'"
          + " AND slot_name ";

  private static final Pattern HISTORY = Pattern.compile("([0-9A-F]{8})\\.history");

  private final Context context;

  Archiving(Context context) {
    this.context = context;
  }

  /** Of a primary: everything before this is in the archive. */
  Optional<Lsn> archived(Connection connection) throws SQLException {
    if (!context.config().archives()) {
      return Optional.empty();
    }
    // In this order: a segment is marked before its end counts as flushed.
    Lsn flushed =
        Lsn.parse(LocalSessions.value(connection, "SELECT pg_current_wal_flush_lsn()::text"));
    String waiting = LocalSessions.value(connection, OLDEST_WAITING);
    return Optional.of(waiting == null ? flushed : start(waiting, segmentSize(connection)));
  }

  private static Lsn start(String logAndSegment, long segmentSize) {
    long log = Long.parseLong(logAndSegment.substring(0, 8), 16);
    long segment = Long.parseLong(logAndSegment.substring(8), 16);
    return new Lsn(log << 32 | segment * segmentSize);
  }

  private static int segmentSize(Connection connection) throws SQLException {
    return Integer.parseInt(LocalSessions.value(connection, SEGMENT_SIZE));
  }

  /**
   * Marks what this standby is to archive once it leads. An archive with a hole is better than no
   * primary: what goes wrong is logged.
   *
   * @param former who led last; its slot here keeps what it had not archived
   * @param end of this standby's WAL
   */
  void takeOver(Connection connection, Optional<NodeId> former, int timeline, Lsn end)
      throws SQLException {
    if (!context.config().archives()) {
      return;
    }
    try {
      Optional<Lsn> from = keptFrom(connection, former);
      if (from.isPresent()) {
        int segmentSize = segmentSize(connection);
        List<String> marked = mark(segmentSize, timeline, from.get(), end);
        LOG.info("to be archived here, from {} on: {}", from.get(), marked);
      } else {
        LOG.warn("how far the former primary had archived is not known: there may be a hole");
      }
    } catch (IOException e) {
      LOG.error("marking what is to be archived: {}; there may be a hole in the archive", e);
    }
  }

  private static Optional<Lsn> keptFrom(Connection connection, Optional<NodeId> former)
      throws SQLException {
    Optional<String> ofFormer =
        former.isEmpty()
            ? Optional.empty()
            : Optional.ofNullable(
                LocalSessions.value(connection, KEPT_FROM + "= '" + former.get().slotName() + "'"));
    String from =
        ofFormer.isPresent()
            ? ofFormer.get()
            : LocalSessions.value(connection, KEPT_FROM + "LIKE 'saksi\\_%'");
    return Optional.ofNullable(from).map(Lsn::parse);
  }

  /**
   * Whole segments of the history only: the last one PostgreSQL marks itself, as {@code .partial};
   * one in which a timeline ended is part of the next one's. And what a restore follows to find the
   * newest timeline: every history file, a placeholder too, for it stops at the first that is
   * missing.
   */
  private List<String> mark(int segmentSize, int timeline, Lsn from, Lsn end) throws IOException {
    WalFiles wal = new WalFiles(context.config().dataDirectory(), segmentSize);
    TimelineHistory history = wal.history(timeline);
    List<String> marked = new ArrayList<>();
    for (WalFiles.Segment segment : wal.segments()) {
      Lsn last = new Lsn(segment.start().value() + segmentSize);
      Optional<Lsn> endOfTimeline =
          segment.timeline() == timeline ? Optional.of(end) : history.endOf(segment.timeline());
      String name = segment.file().getFileName().toString();
      boolean whole =
          name.length() == 24 && endOfTimeline.filter(ends -> ends.isAtLeast(last)).isPresent();
      if (whole && from.isBefore(last)) {
        marked.add(name);
      }
    }
    int known = history.timelineOf(from);
    try (var files = Files.newDirectoryStream(wal.directory(), "*.history")) {
      for (Path file : files) {
        Matcher named = HISTORY.matcher(file.getFileName().toString());
        if (named.matches() && Integer.parseInt(named.group(1), 16) > known) {
          marked.add(file.getFileName().toString());
        }
      }
    }
    for (String name : marked) {
      ready(wal.directory().resolve("archive_status"), name);
    }
    return marked;
  }

  private static void ready(Path status, String name) throws IOException {
    Path done = status.resolve(name + ".done");
    Path ready = status.resolve(name + ".ready");
    if (Files.exists(done)) {
      Files.move(done, ready);
    } else if (Files.notExists(ready)) {
      Files.createFile(ready);
    }
  }
}
