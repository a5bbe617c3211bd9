package io.saksi.core.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.States;
import io.saksi.core.command.Command;
import io.saksi.core.command.Level;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Configuration;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeFacts;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Agents of two versions in one cluster: what the older does not understand is not written. */
class LevelsTest {
  private final ClusterState state = States.members();

  private NodeReport of(NodeId node, int level) {
    NodeFacts facts =
        new NodeFacts(
            NodeFacts.Commit.UNKNOWN,
            NodeFacts.Receiver.UNKNOWN,
            NodeFacts.Fence.UNKNOWN,
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            level);
    return new NodeReport(
        node,
        state.reign().epoch(),
        Optional.empty(),
        new Postgres.Absent(),
        Gate.CLOSED,
        Optional.empty(),
        1,
        List.of(),
        facts);
  }

  private Optional<Command> raised(NodeReport... reports) {
    var view = States.heard(state, reports);
    return Levels.raise(state, view, States.time(10_000));
  }

  @Test
  void itIsRaisedOnceEveryMemberHasSaidSo() {
    NodeReport[] all =
        state.members().keySet().stream().map(n -> of(n, Level.NEWEST)).toArray(NodeReport[]::new);
    assertThat(all).hasSizeGreaterThan(1);
    assertThat(raised(all)).contains(new Command.RaiseLevel(Level.NEWEST));
    all[0] = of(all[0].node(), Level.OLDEST);
    assertThat(raised(all)).as("one is older").isEmpty();
    NodeReport[] without = java.util.Arrays.copyOfRange(all, 1, all.length);
    assertThat(raised(without)).as("one is not heard").isEmpty();
  }

  @Test
  void whatAnOlderOneDoesNotUnderstandIsRefused() {
    Command set =
        new Command.SetConfiguration(
            0,
            new Configuration.Content(Map.of("work_mem", "1MB"), List.of()),
            new Orders.By("k", "w", "f", "y"),
            Instant.EPOCH);
    Outcome refused = state.apply(set, OptionalLong.empty());
    assertThat(refused).isInstanceOf(Outcome.Refused.class);
    assertThat(((Outcome.Refused) refused).reason()).contains("upgrade every node");
    ClusterState raised = States.after(state, new Command.RaiseLevel(Level.NEWEST));
    assertThat(raised.level()).isEqualTo(Level.NEWEST);
    assertThat(raised.apply(set, OptionalLong.empty())).isInstanceOf(Outcome.Applied.class);
    assertThat(raised.apply(new Command.RaiseLevel(Level.OLDEST), OptionalLong.empty()))
        .as("never down")
        .isInstanceOf(Outcome.Refused.class);
  }
}
