package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.LocalCheck;
import io.saksi.agent.doctor.Place;
import io.saksi.agent.doctor.Severity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * How long a flush takes. No disk with moving parts or flash answers in a few microseconds: what is
 * that fast has not written. What is slow costs every commit, and the lease.
 */
public final class FlushCheck implements LocalCheck {
  static final Duration DISHONEST = Duration.ofNanos(10_000);
  static final Duration SLOW = Duration.ofMillis(50);
  private static final int ROUNDS = 31;
  private static final int BLOCK = 4096;

  @Override
  public String subject() {
    return "how the disk flushes";
  }

  @Override
  public boolean needsSettings() {
    return true;
  }

  @Override
  public List<Finding> examine(Place place) throws IOException {
    Path home = place.agent().home();
    if (!Files.isWritable(home)) {
      throw new IOException(home + " may not be written by this user");
    }
    return judge(median(home), home);
  }

  static List<Finding> judge(Duration median, Path where) {
    if (median.compareTo(DISHONEST) < 0) {
      return List.of(
          Finding.here(
              Severity.DANGER,
              "FLUSH_TOO_FAST",
              "a flush in "
                  + where
                  + " takes "
                  + median.toNanos() / 1000
                  + " µs: no disk is that"
                  + " fast, so it does not wait for one",
              "see what is below: memory, a write cache without a battery, a virtual disk with"
                  + " cache=unsafe"));
    }
    return median.compareTo(SLOW) > 0
        ? List.of(
            Finding.here(
                Severity.WARNING,
                "FLUSH_SLOW",
                "a flush in " + where + " takes " + median.toMillis() + " ms",
                "every commit and every renewal of the lease waits for it: a faster disk"))
        : List.of();
  }

  private static Duration median(Path home) throws IOException {
    Path file = Files.createTempFile(home, "saksi-doctor", ".tmp");
    long[] nanos = new long[ROUNDS];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int i = 0; i < ROUNDS; i++) {
        channel.write(ByteBuffer.allocate(BLOCK));
        long begun = System.nanoTime();
        channel.force(false);
        nanos[i] = System.nanoTime() - begun;
      }
    } finally {
      Files.delete(file);
    }
    Arrays.sort(nanos);
    return Duration.ofNanos(nanos[ROUNDS / 2]);
  }
}
