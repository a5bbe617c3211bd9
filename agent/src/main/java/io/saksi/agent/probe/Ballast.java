package io.saksi.agent.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file without a use but its size, on the WAL's volume. It is removed when the volume is almost
 * full: PostgreSQL goes on, and people have time. It is made anew when there is plenty of space.
 */
public final class Ballast {
  private static final Logger LOG = LoggerFactory.getLogger(Ballast.class);
  static final String FILE = "saksi.ballast";

  /** Removed when less is left: two WAL segments, which a bulk load fills between two looks. */
  private static final long RELEASE_BELOW = 32L << 20;

  /** Made anew only when this many times its size is free, so that it is no cause of the next. */
  private static final int PLENTY = 4;

  /** A look writes no more than this: the disk belongs to PostgreSQL. */
  private static final int PIECE = 4 << 20;

  private static final long MOST_BY_DEFAULT = 64L << 20;
  private static final int SHARE_BY_DEFAULT = 100;

  private final Optional<Long> size;
  private volatile boolean released;

  private Ballast(Optional<Long> size) {
    this.size = size;
  }

  /** A hundredth of the volume, at most 64 MiB; none where that is less than 16 MiB. */
  public static Ballast auto() {
    return new Ballast(Optional.empty());
  }

  public static Ballast none() {
    return new Ballast(Optional.of(0L));
  }

  /**
   * @param size bytes, 0 to 1 TiB
   */
  public static Ballast of(long size) {
    if (size < 0 || size > 1L << 40) {
      throw new IllegalArgumentException("a ballast is 0 to 1 TiB: " + size + " bytes");
    }
    return new Ballast(Optional.of(size));
  }

  /**
   * {@code off}, {@code auto}, or a size: bytes, or a number with {@code kB}, {@code MB}, {@code
   * GB} as PostgreSQL writes them (1024 each).
   *
   * @throws IllegalArgumentException that says what is allowed
   */
  public static Ballast parse(String text) {
    return switch (text) {
      case "off" -> none();
      case "auto" -> auto();
      default -> of(Sizes.parse(text));
    };
  }

  /** Whether the file was given up and is not back yet. */
  boolean isReleased() {
    return released;
  }

  /**
   * Removes or makes the file, a piece at a time. Blocks as the disk does.
   *
   * @param mayWrite removing is always allowed
   */
  void keep(Volume volume, Path home, boolean mayWrite) throws IOException {
    long wanted = size.isPresent() ? size.get() : automatic(volume.size());
    Path file = volume.place(home, FILE);
    long present = Files.exists(file) ? Files.size(file) : 0;
    long usable = volume.usable();
    if (present > 0 && (wanted == 0 || usable < Math.min(RELEASE_BELOW, present))) {
      Files.delete(file);
      released = wanted > 0;
      if (released) {
        LOG.warn("only {} bytes are left: the ballast of {} bytes is given up", usable, present);
      }
    } else if (present >= wanted) {
      released = false;
    } else if (mayWrite && usable > (wanted - present) + PLENTY * wanted) {
      append(file, Math.min(PIECE, wanted - present));
    }
  }

  /**
   * Removes the file wherever it may be, for an agent that starts on a full volume: nobody looks
   * yet.
   */
  public static void giveUp(Path home, Path walDirectory) throws IOException {
    Files.deleteIfExists(home.resolve(FILE));
    Files.deleteIfExists(walDirectory.resolve(FILE));
  }

  private static long automatic(long volume) {
    long share = Math.min(volume / SHARE_BY_DEFAULT, MOST_BY_DEFAULT);
    return share < 16L << 20 ? 0 : share;
  }

  /** Random, for zeros may take no space at all. */
  private static void append(Path file, long bytes) throws IOException {
    byte[] noise = new byte[(int) bytes];
    new Random().nextBytes(noise);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer piece = ByteBuffer.wrap(noise);
      while (piece.hasRemaining()) {
        channel.write(piece);
      }
      channel.force(false);
    }
  }
}
