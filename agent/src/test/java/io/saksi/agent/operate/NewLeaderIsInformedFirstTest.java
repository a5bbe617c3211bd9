package io.saksi.agent.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.cluster.LeaderDesk;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.view.ClusterView;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LogEntry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An order that comes right after a Raft election is not judged on what nobody has said yet. */
class NewLeaderIsInformedFirstTest {
  private final LoneLeader leader = new LoneLeader();
  private int asked;

  /**
   * One that has heard of everybody but b.
   *
   * @param led for how long it leads, at each look
   * @param heardAt the look at which b has been heard
   */
  private Optional<LeaderDesk.Standing> informed(Duration led, int heardAt) throws Exception {
    Leadership young =
        new Leadership() {
          @Override
          public CompletableFuture<Optional<LeaderDesk.Standing>> standing() {
            asked++;
            LeaderDesk.Standing full = leader.onIt();
            Map<NodeId, ClusterView.Received> received = new HashMap<>(full.view().received());
            if (asked < heardAt) {
              received.remove(LoneLeader.B);
            }
            Moment since = full.now().minus(led);
            ClusterView view =
                new ClusterView(
                    since, since, received, full.view().lease(), full.view().sightings());
            return CompletableFuture.completedFuture(
                Optional.of(new LeaderDesk.Standing(full.state(), view, full.now())));
          }

          @Override
          public CompletableFuture<CommandResult> write(LogEntry entry) {
            throw new UnsupportedOperationException();
          }

          @Override
          public Optional<Endpoint> leaderAgent() {
            return Optional.empty();
          }
        };
    return new LeaderOrders(LoneLeader.A, young, new FakePreflight(), leader::wallClock).informed();
  }

  @Test
  void itWaitsUntilItHasHeardEverybody() throws Exception {
    assertThat(informed(Duration.ofMillis(100), 4).orElseThrow().view().received())
        .containsKey(LoneLeader.B);
    assertThat(asked).isEqualTo(4);
  }

  @Test
  void whoIsSilentForLongIsDownAndIsNotWaitedFor() throws Exception {
    assertThat(informed(Duration.ofSeconds(5), 1_000)).isPresent();
    assertThat(asked).isOne();
  }

  @Test
  void whoHasHeardEverybodyDoesNotWait() throws Exception {
    assertThat(informed(Duration.ZERO, 0)).isPresent();
    assertThat(asked).isOne();
  }

  @Test
  void theWaitHasABoundWhateverTheClockSays() throws Exception {
    assertThat(informed(Duration.ZERO, 1_000)).isPresent();
    assertThat(asked).isLessThan(200);
  }
}
