package io.saksi.agent.node;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What this node has promised, on disk: to take no WAL of an epoch before {@code promised} and not
 * to serve in one; in whose name its PostgreSQL was last made a primary ({@code serves}); and the
 * highest sync entry that its PostgreSQL was ever given ({@code entry}). A promise only grows, and
 * is on disk before anybody hears of it.
 */
public final class Promises {
  private static final String NOTHING = "-";

  private final Path file;
  private volatile Epoch promised;
  private volatile Epoch serves;
  private Optional<InstanceId> served;
  private long entry;

  private Promises(
      Path file, Epoch promised, Epoch serves, long entry, Optional<InstanceId> served) {
    this.file = file;
    this.promised = promised;
    this.serves = serves;
    this.entry = entry;
    this.served = served;
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
      return new Promises(file, Epoch.NONE, Epoch.NONE, 0, Optional.empty());
    }
    String[] fields = text.strip().split(" ", 7);
    try {
      int format = formatOf(fields);
      if (format > 3 && !text.equals(line(fields))) {
        throw new IllegalArgumentException("its checksum is another");
      }
      long entry = format > 1 ? Long.parseLong(fields[3]) : 0;
      if (entry < 0) {
        throw new NumberFormatException("a negative sync entry");
      }
      return new Promises(
          file,
          new Epoch(Long.parseLong(fields[1])),
          new Epoch(Long.parseLong(fields[2])),
          entry,
          format > 2 && !fields[4].equals(NOTHING)
              ? Optional.of(new InstanceId(fields[4]))
              : Optional.empty());
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

  /** Two numbers at first, then a third, then the data directory too, then a checksum of it all. */
  private static int formatOf(String[] fields) {
    return switch (fields[0] + " " + fields.length) {
      case "v1 3" -> 1;
      case "v2 4" -> 2;
      case "v3 5" -> 3;
      case "v4 6" -> 4;
      default -> throw new NumberFormatException("no format that is known");
    };
  }

  /** A digit that a disk changed would be another promise: it has to be seen. */
  private static String line(String... fields) {
    String said = String.join(" ", List.of(fields).subList(0, 5));
    CRC32C sum = new CRC32C();
    sum.update(said.getBytes(StandardCharsets.UTF_8));
    return "%s %08x\n".formatted(said, sum.getValue());
  }

  /** As it is written. */
  synchronized String text() {
    return text(promised, serves, entry, served);
  }

  private static String text(
      Epoch promised, Epoch serves, long entry, Optional<InstanceId> served) {
    return line(
        "v4",
        promised.toString(),
        serves.toString(),
        Long.toString(entry),
        served.map(InstanceId::toString).orElse(NOTHING));
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
      persist(epoch, serves, entry, served);
    }
  }

  /**
   * Writes in whose name PostgreSQL is about to become a primary, and with what data.
   *
   * @throws StaleOrderException if a later epoch has been promised: the order has become old (I4)
   */
  public synchronized void persistServing(Epoch epoch, InstanceId data)
      throws IOException, StaleOrderException {
    requireCurrent(epoch);
    persist(promised, epoch, entry, Optional.of(data));
  }

  /**
   * An epoch is served by one data directory. The peer of an agent that restarted may not know yet
   * which (I1, I5): older data in its place would write WAL that no position tells from what was
   * acknowledged.
   *
   * @throws StaleOrderException if other data served this epoch before
   */
  public synchronized void requireSameData(Epoch epoch, InstanceId data)
      throws StaleOrderException {
    if (serves.equals(epoch) && served.isPresent() && !served.get().equals(data)) {
      throw new StaleOrderException(
          "epoch " + epoch + " was served by the data of " + served.get() + ", not of " + data);
    }
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
      persist(promised, serves, id, served);
    }
  }

  private void persist(
      Epoch newPromise, Epoch newServing, long newEntry, Optional<InstanceId> newServed)
      throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    byte[] text =
        text(newPromise, newServing, newEntry, newServed).getBytes(StandardCharsets.US_ASCII);
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
    served = newServed;
  }
}
