package io.saksi.agent.postgres;

import io.saksi.core.model.Lsn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Timelines that a standby began to receive, and of which it has nothing of their own: their
 * candidate was given up before more came. What is here of them is the beginning of a segment, a
 * copy of what an older timeline's file has whole.
 *
 * <p>PostgreSQL reads the newest timeline's file wherever there is one (xlogrecovery.c,
 * XLogFileReadAnyTLI). So such a beginning hides WAL that this node has flushed, and has
 * acknowledged: recovery ends in the middle of it, a promotion panics, and who is told to follow
 * the older timeline again ends ("previous recovered WAL file came from timeline"). Without these
 * files nothing is missing; whoever leads on such a timeline after all sends them again.
 */
final class GivenUpTimelines {
  private static final int PAGE = 8192;
  private static final int ADDRESS_AT = 8;

  private final WalFiles wal;

  GivenUpTimelines(Path dataDirectory, int segmentSize) {
    wal = new WalFiles(dataDirectory, segmentSize);
  }

  /** Newest first; those beyond one that has something of its own are not looked for. */
  List<Integer> found() throws IOException {
    List<Integer> found = new ArrayList<>();
    for (int timeline : wal.histories().reversed()) {
      if (BurnedTimelines.isPlaceholder(wal.historyFile(timeline))) {
        continue;
      }
      if (!isCopy(timeline)) {
        break;
      }
      found.add(timeline);
    }
    return found;
  }

  /** Only while no server runs. */
  void remove() throws IOException {
    for (int timeline : found()) {
      for (WalFiles.Segment segment : wal.segments()) {
        if (segment.timeline() == timeline) {
          DurableFiles.delete(segment.file());
        }
      }
      // Last: without its segments a history does no harm to who tries again.
      DurableFiles.delete(wal.historyFile(timeline));
    }
  }

  private boolean isCopy(int timeline) throws IOException {
    TimelineHistory history = wal.history(timeline);
    if (history.forks().isEmpty()) {
      return false;
    }
    Lsn fork = history.forks().getLast().end();
    List<WalFiles.Segment> its =
        wal.segments().stream().filter(s -> s.timeline() == timeline).toList();
    for (WalFiles.Segment segment : its) {
      if (hasBeyond(segment, fork)) {
        return false;
      }
    }
    return its.isEmpty() || isElsewhere(history, fork);
  }

  /** An ancestor's file has what lies before the fork. */
  private boolean isElsewhere(TimelineHistory history, Lsn fork) {
    Lsn lastByte = new Lsn(Math.max(0, fork.value() - 1));
    return history.forks().stream()
        .anyMatch(f -> Files.exists(wal.segmentFile(f.timeline(), lastByte)));
  }

  /** Whether a page says that it was written where the timeline is on its own. */
  private boolean hasBeyond(WalFiles.Segment segment, Lsn fork) throws IOException {
    if (fork.isBefore(segment.start())) {
      return page(segment, 0).isPresent();
    }
    long offset = fork.value() - segment.start().value();
    long inPage = offset % PAGE;
    Optional<ByteBuffer> page = page(segment, offset - inPage);
    // A record begins with its length, and at the start of a page the header comes first.
    return page.isPresent() && (inPage == 0 || page.get().getInt((int) inPage) != 0);
  }

  /** Empty where the file ends before it, or holds what it held when it was another segment. */
  private static Optional<ByteBuffer> page(WalFiles.Segment segment, long offset)
      throws IOException {
    ByteBuffer page = ByteBuffer.allocate(PAGE).order(ByteOrder.nativeOrder());
    try (SeekableByteChannel file = Files.newByteChannel(segment.file())) {
      file.position(offset);
      while (page.hasRemaining() && file.read(page) >= 0) {
        // On until it is full, or the file ends.
      }
    }
    boolean written =
        !page.hasRemaining()
            && page.getShort(0) != 0
            && page.getLong(ADDRESS_AT) == segment.start().value() + offset;
    return written ? Optional.of(page) : Optional.empty();
  }
}
