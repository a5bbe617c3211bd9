package io.saksi.it;

import io.saksi.proto.v1.ClusterStatus;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 4, unit = TimeUnit.MINUTES)
class HalfMadeClusterTest {
  private static final Duration OPEN_WITHIN = Duration.ofMinutes(1);
  private static final int INTERRUPTIONS = 4;
  private static final int LATEST_MS = 2_500;

  /** From the guard's start over the founding of the Raft group into initdb. */
  @Test
  void foundingThatIsInterruptedAgainAndAgainSucceedsInTheEnd() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Area.tell(
        getClass(),
        area -> {
          Place place = Place.free(37);
          TestNode node =
              new TestNode(area, "a", place, AgentLine.of(area, "halfmade", "a", place).founding());
          for (int i = 0; i < INTERRUPTIONS; i++) {
            node.start();
            TimeUnit.MILLISECONDS.sleep(random.nextInt(LATEST_MS));
            node.kill();
          }
          node.start();
          awaitOpen(place);
        });
  }

  static ClusterStatus awaitOpen(Place place) throws Exception {
    try (Statuses statuses = new Statuses(List.of(place))) {
      return statuses.await("the founder opens", OPEN_WITHIN, s -> Statuses.isOpen(s, 1));
    }
  }
}
