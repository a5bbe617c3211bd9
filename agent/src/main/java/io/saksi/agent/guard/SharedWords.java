package io.saksi.agent.guard;

import static io.saksi.agent.guard.GuardFileException.Problem.CANNOT_WRITE;
import static io.saksi.agent.guard.GuardFileException.Problem.MISSING;
import static io.saksi.agent.guard.GuardFileException.Problem.OF_ANOTHER_BOOT;
import static io.saksi.agent.guard.GuardFileException.Problem.UNREADABLE;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.saksi.agent.os.Boot;
import io.saksi.agent.os.Futex;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** A page of 8-byte words shared between processes; each access is atomic, and in program order. */
final class SharedWords {
  private static final long MAGIC = 0x53414b5349475244L; // SAKSIGRD
  private static final long LAYOUT = 1;
  private static final int SIZE = 4096;
  private static final VarHandle WORDS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final MappedByteBuffer page;
  private final long address;

  private SharedWords(MappedByteBuffer page) {
    this.page = page;
    address = MemorySegment.ofBuffer(page).address();
  }

  static SharedWords open(Path file) throws GuardFileException {
    SharedWords words = new SharedWords(map(file));
    UUID boot = new UUID(words.get(Word.BOOT_HIGH), words.get(Word.BOOT_LOW));
    if (words.get(Word.MAGIC) != MAGIC) {
      throw new GuardFileException(UNREADABLE, file + " is not a guard's file: remove it", null);
    }
    if (!boot.equals(Boot.id())) {
      throw new GuardFileException(
          OF_ANOTHER_BOOT, file + " is of an earlier boot: start Saksi through its guard", null);
    }
    if (words.get(Word.LAYOUT) != LAYOUT) {
      throw new GuardFileException(
          UNREADABLE, file + " is of another version of Saksi: restart its guard", null);
    }
    return words;
  }

  /** Complete before it has its name; replaces what has it now. */
  static SharedWords create(Path file) throws GuardFileException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try {
      try (FileChannel channel = FileChannel.open(draft, CREATE, TRUNCATE_EXISTING, WRITE)) {
        // Written, not just sized: a full tmpfs must fail here and not at a later store.
        channel.write(ByteBuffer.allocate(SIZE));
      }
      SharedWords words = new SharedWords(map(draft));
      UUID boot = Boot.id();
      words.set(Word.LAYOUT, LAYOUT);
      words.set(Word.BOOT_HIGH, boot.getMostSignificantBits());
      words.set(Word.BOOT_LOW, boot.getLeastSignificantBits());
      words.set(Word.MAGIC, MAGIC);
      Files.move(draft, file, ATOMIC_MOVE);
      return words;
    } catch (IOException e) {
      throw new GuardFileException(
          CANNOT_WRITE, "cannot write " + file + ": is its directory writable, and not full?", e);
    }
  }

  long get(int word) {
    return (long) WORDS.getVolatile(page, word * Long.BYTES);
  }

  void set(int word, long value) {
    WORDS.setVolatile(page, word * Long.BYTES, value);
  }

  /** Ends the waits of {@link #awaitChange}, in all processes. */
  void wake(int word) {
    if (Futex.isSupported()) {
      Futex.wake(low(word));
    }
  }

  /**
   * Blocks (a platform thread) until somebody has changed the word and {@link #wake woken} those
   * who wait for it; at most for {@code bound}, or for {@code unwoken} where that does not work
   * here. It may return before.
   */
  void awaitChange(int word, long known, Duration bound, Duration unwoken) {
    boolean waits = Futex.isSupported() && Futex.await(low(word), (int) known, bound);
    if (!waits) {
      Duration pause = bound.compareTo(unwoken) < 0 ? bound : unwoken;
      LockSupport.parkNanos(pause.toNanos());
    }
  }

  /** The address of the half that changes with every number. */
  private long low(int word) {
    long half = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0 : Integer.BYTES;
    return address + (long) word * Long.BYTES + half;
  }

  private static MappedByteBuffer map(Path file) throws GuardFileException {
    try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
      if (channel.size() != SIZE) {
        throw new GuardFileException(UNREADABLE, file + " is damaged: restart the guard", null);
      }
      MappedByteBuffer page = channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE);
      page.order(ByteOrder.nativeOrder());
      return page;
    } catch (NoSuchFileException e) {
      throw new GuardFileException(
          MISSING, "there is no " + file + ": start the agent through its guard", e);
    } catch (IOException e) {
      throw new GuardFileException(
          CANNOT_WRITE, "cannot open " + file + ": whose is it? Run as that user", e);
    }
  }
}
