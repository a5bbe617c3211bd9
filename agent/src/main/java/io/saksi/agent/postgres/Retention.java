package io.saksi.agent.postgres;

import io.saksi.agent.divergence.ReportFile;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what was kept of old divergences. Never the last copy of anything that a client may have
 * been told is committed: an entry whose report says so, or that has no report that can be read,
 * stays, but for the copy of its data directory where the saved WAL is beside it.
 */
final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  private final Salvage salvage;
  private final RejoinOptions options;

  Retention(Context context) {
    this.salvage = new Salvage(context);
    this.options = context.options();
  }

  /** The newest stays: it may be what is being dropped just now, saved by an earlier attempt. */
  void apply(Instant now) throws IOException {
    List<Salvage.Entry> entries = new ArrayList<>(salvage.entries());
    int tooMany = Math.max(0, entries.size() - options.keepCount());
    for (int i = 0; i < entries.size() - 1; i++) {
      Salvage.Entry entry = entries.get(i);
      if (i < tooMany || isTooOld(entry, now)) {
        drop(entry);
      }
    }
  }

  /**
   * Where the next divergence cannot be saved for want of space, a node could not come back: what
   * nobody was told of goes before its time, the oldest first, until there is room.
   *
   * @param needed bytes that are to be free where divergences are kept
   */
  void makeRoom(long needed) throws IOException {
    LOG.warn("room is needed for what the history lacks now: what nobody was told of makes it");
    for (Salvage.Entry entry : salvage.entries()) {
      if (salvage.free() >= needed) {
        return;
      }
      drop(entry);
    }
  }

  private boolean isTooOld(Salvage.Entry entry, Instant now) throws IOException {
    Instant written =
        Files.getLastModifiedTime(entry.directory().resolve(Salvage.MARKER)).toInstant();
    return Duration.between(written, now).compareTo(options.keepFor()) > 0;
  }

  private void drop(Salvage.Entry entry) throws IOException {
    if (!mayHoldAcknowledged(entry)) {
      LOG.info("removing {}", entry.directory());
      // The name goes first: what is half removed is no entry any more.
      var going = entry.directory().resolveSibling(entry.number() + ".begun");
      DurableFiles.rename(entry.directory(), going);
      DurableFiles.deleteTree(going);
    } else if (Files.exists(entry.copy()) && hasWal(entry)) {
      LOG.info("removing {}; the WAL beside it stays", entry.copy());
      var going = entry.directory().resolve("data.begun");
      DurableFiles.deleteTree(going);
      DurableFiles.rename(entry.copy(), going);
      DurableFiles.deleteTree(going);
    }
  }

  private static boolean hasWal(Salvage.Entry entry) throws IOException {
    return !WalFiles.in(entry.directory(), 1).segments().isEmpty();
  }

  static boolean mayHoldAcknowledged(Salvage.Entry entry) {
    try {
      return ReportFile.read(entry.report()).mayHoldAcknowledged();
    } catch (IOException e) {
      return true;
    }
  }
}
