package io.saksi.agent.node;

import io.saksi.core.model.Epoch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * What this node has promised, on disk: to take no WAL of an epoch before {@code promised} and not
 * to serve in one; in whose name its PostgreSQL was last made a primary ({@code serves}); and the
 * highest sync entry that its PostgreSQL was ever given ({@code entry}). A promise only grows, and
 * is on disk before anybody hears of it.
 */
public final class Promises {
  private final Path file;
  private volatile Epoch promised;
  private volatile Epoch serves;
  private long entry;

  private Promises(Path file, Epoch promised, Epoch serves, long entry) {
    this.file = file;
    this.promised = promised;
    this.serves = serves;
    this.entry = entry;
  }

  /**
   * @throws IOException if the file is there and cannot be read or understood: a lost promise must
   *     not pass for none
   */
  public static Promises load(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      return new Promises(file, Epoch.NONE, Epoch.NONE, 0);
    }
    String[] fields = text.strip().split(" ", 5);
    try {
      boolean withEntry = fields.length == 4 && fields[0].equals("v2");
      if (!withEntry && !(fields.length == 3 && fields[0].equals("v1"))) {
        throw new NumberFormatException("neither 'v1' and two numbers nor 'v2' and three");
      }
      long entry = withEntry ? Long.parseLong(fields[3]) : 0;
      if (entry < 0) {
        throw new NumberFormatException("a negative sync entry");
      }
      return new Promises(
          file, new Epoch(Long.parseLong(fields[1])), new Epoch(Long.parseLong(fields[2])), entry);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          file
              + " is damaged: '"
              + text.strip()
              + "'. It holds what this node promised to the others; if it cannot be restored,"
              + " remove the node from the cluster and join it anew.",
          e);
    }
  }

  /** As on disk; never waits for a write that is under way. */
  public Epoch promised() {
    return promised;
  }

  /** As on disk; never waits for a write that is under way. */
  public Epoch serves() {
    return serves;
  }

  /**
   * Writes the promise, then remembers it. An older epoch than promised already changes nothing.
   */
  public synchronized void persistPromise(Epoch epoch) throws IOException {
    if (promised.isBefore(epoch)) {
      persist(epoch, serves, entry);
    }
  }

  /**
   * Writes in whose name PostgreSQL is about to become a primary.
   *
   * @throws StaleOrderException if a later epoch has been promised: the order has become old (I4)
   */
  public synchronized void persistServing(Epoch epoch) throws IOException, StaleOrderException {
    requireCurrent(epoch);
    persist(promised, epoch, entry);
  }

  /** Refuses an order of an epoch that this node has promised to leave behind. */
  public synchronized void requireCurrent(Epoch epoch) throws StaleOrderException {
    if (epoch.isBefore(promised)) {
      throw new StaleOrderException(
          "an order of epoch " + epoch + " came after the promise to epoch " + promised);
    }
  }

  /**
   * Writes which sync entry PostgreSQL is about to be given. Entries only grow (I1): the peer of an
   * agent that restarted may lag, and the set that it still knows may have left the list, so that
   * nobody would count what it acknowledges.
   *
   * @param id {@link io.saksi.core.model.SyncEntry#id}
   * @throws StaleOrderException if a later one was given before
   */
  public synchronized void persistEntry(long id) throws IOException, StaleOrderException {
    if (id < entry) {
      throw new StaleOrderException(
          "sync entry " + id + " is older than entry " + entry + ", which was in force here");
    }
    if (id > entry) {
      persist(promised, serves, id);
    }
  }

  private void persist(Epoch newPromise, Epoch newServing, long newEntry) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    byte[] text =
        ("v2 " + newPromise + " " + newServing + " " + newEntry + "\n")
            .getBytes(StandardCharsets.US_ASCII);
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel directory =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    }
    promised = newPromise;
    serves = newServing;
    entry = newEntry;
  }
}
