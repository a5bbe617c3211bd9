package io.saksi.core.quorum;

import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.at;
import static io.saksi.core.States.electing;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an operator's order allows, and for which election. */
class PolicyTest {
  private static final ClusterState STATE = electing(SyncSet.any(1, List.of(B, C)));
  private static final Reign.Electing SECOND = (Reign.Electing) STATE.reign();

  private static ClusterState forced(Epoch epoch) {
    Optional<Orders.Forced> order = Optional.of(new Orders.Forced(epoch, B, 0));
    return Elections.ordered(STATE, Orders.NONE.withForced(order));
  }

  private static ClusterState planned(Epoch ended) {
    Orders.Switchover order =
        new Orders.Switchover(ended, B, Duration.ofSeconds(1), Optional.empty(), Optional.empty());
    return Elections.ordered(STATE, Orders.NONE.withSwitchover(Optional.of(order)));
  }

  @Test
  void anOrderIsForTheElectionThatItNamesAndALaterOneIsOrdinaryAgain() {
    assertThat(Policy.forced(forced(E2), SECOND)).isPresent();
    assertThat(Policy.forced(forced(E1), SECOND)).isEmpty();
    assertThat(Policy.planned(planned(E1), SECOND)).isPresent();
    assertThat(Policy.planned(planned(E2), SECOND)).isEmpty();
  }

  @Test
  void aLossThatCannotBeToldIsAcceptedOnlyByWhoAcceptsAny() {
    Optional<Position> unknown = Optional.empty();
    assertThat(KnownLoss.refusal(STATE, B, unknown, Long.MAX_VALUE)).isEmpty();
    assertThat(KnownLoss.refusal(STATE, B, unknown, Long.MAX_VALUE - 1).orElseThrow())
        .contains("cannot be told");
    assertThat(KnownLoss.refusal(STATE, B, Optional.of(at(10)), 0)).isEmpty();
  }
}
