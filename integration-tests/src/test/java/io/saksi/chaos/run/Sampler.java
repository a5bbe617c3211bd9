package io.saksi.chaos.run;

import io.saksi.chaos.cluster.View;
import io.saksi.it.Statuses;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.VirtualAddressStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Looks at the cluster again and again, for the picture; decides nothing. */
final class Sampler implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(10);

  private final Thread thread;
  private volatile boolean stopped;

  Sampler(View view, Chronicle chronicle) {
    thread = Thread.ofVirtual().name("sampler").start(() -> run(view, chronicle));
  }

  private void run(View view, Chronicle chronicle) {
    while (!stopped) {
      long at = chronicle.now();
      Optional<ClusterStatus> seen = view.newest();
      chronicle.add(
          seen.map(status -> sample(at, status))
              .orElse(new Chronicle.Sample(at, 0, "", false, "", "")));
      try {
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static Chronicle.Sample sample(long at, ClusterStatus status) {
    String holders =
        status.getVirtualAddressesList().stream()
            .filter(VirtualAddressStatus::getReadWrite)
            .findFirst()
            .map(address -> String.join("+", address.getHoldersList()))
            .orElse("");
    return new Chronicle.Sample(
        at,
        status.getReign().getEpoch(),
        status.getReign().getPrimary(),
        Statuses.isOpen(status, 1),
        holders,
        status.getRaft().getLeader());
  }

  @Override
  public void close() {
    stopped = true;
    try {
      if (!thread.join(STOPPED_WITHIN)) {
        throw new AssertionError("the sampler does not stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
