package io.saksi.agent.probe;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Flushes a file of its own on a volume, and looks how much space is left there. */
final class DiskProbe implements Trier.Attempt {
  /** With less than this no table can grow, whatever the last blocks are good for. */
  static final long FULL_BELOW = 1L << 20;

  private final Volume volume;
  private final Path home;
  private final BooleanSupplier mayWrite;
  private final Optional<Ballast> ballast;
  private final AtomicLong flushes = new AtomicLong();
  private volatile boolean full;
  private volatile boolean readOnly;

  /**
   * @param home where our files may go if it is on the same volume
   * @param mayWrite whether PostgreSQL runs: while its directories are moved about, nothing of ours
   *     may get in the way
   */
  DiskProbe(Volume volume, Path home, BooleanSupplier mayWrite, Optional<Ballast> ballast) {
    this.volume = volume;
    this.home = home;
    this.mayWrite = mayWrite;
    this.ballast = ballast;
  }

  @Override
  public void run() {
    if (!volume.isThere()) {
      full = false;
      readOnly = false;
      return;
    }
    try {
      look();
    } catch (IOException e) {
      // The reason is told by the space and the state of the volume, which are looked at first.
      flushFailed(e);
    }
  }

  private void look() throws IOException {
    readOnly = volume.isReadOnly();
    if (ballast.isPresent()) {
      ballast.get().keep(volume, home, mayWrite.getAsBoolean());
    }
    boolean little = volume.usable() < FULL_BELOW;
    if (little) {
      full = true;
    }
    if (mayWrite.getAsBoolean() && !readOnly) {
      Volume.flushAnew(volume.place(home, Volume.PROBE));
      flushes.incrementAndGet();
    }
    full = little;
  }

  /** Also a quota, which the volume's space does not show. */
  private void flushFailed(IOException e) {
    String text = String.valueOf(e.getMessage());
    if (text.contains("No space left") || text.contains("quota exceeded")) {
      full = true;
    }
  }

  long flushes() {
    return flushes.get();
  }

  boolean isFull() {
    return full;
  }

  boolean isReadOnly() {
    return readOnly;
  }
}
