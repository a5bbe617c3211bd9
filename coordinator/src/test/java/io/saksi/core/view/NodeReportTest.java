package io.saksi.core.view;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.crashed;
import static io.saksi.core.States.following;
import static io.saksi.core.States.instance;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.report;
import static io.saksi.core.States.sender;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which reports are news: the Raft leader decides at once on those, and on the others in time. */
class NodeReportTest {
  private static final Postgres FOLLOWS = following(A, "b", 1, 10);
  private static final NodeReport BEFORE = report(B, E1, FOLLOWS);

  private static boolean isNews(Postgres before, Postgres after) {
    return !report(B, E1, before).tellsTheSameAs(report(B, E1, after));
  }

  private static NodeReport told(Epoch promised, String instance, Gate gate, String... trouble) {
    return new NodeReport(
        B,
        promised,
        Optional.of(new InstanceId(instance)),
        FOLLOWS,
        gate,
        Optional.of(Duration.ofMillis(5)),
        7,
        List.of(trouble));
  }

  @Test
  void positionsThatMoveOnAndALeaseThatRunsAreNoNews() {
    assertThat(BEFORE.tellsTheSameAs(told(E1, instance(B).value(), Gate.CLOSED))).isTrue();
    assertThat(isNews(FOLLOWS, following(A, "b", 1, 99))).isFalse();
    Postgres leads = primary(E1, 1, 10, List.of(sender("b", 10)), -1);
    assertThat(isNews(leads, primary(E1, 1, 99, List.of(sender("b", 90)), -1))).isFalse();
    assertThat(isNews(crashed(), crashed())).isFalse();
  }

  @Test
  void whatAnElectionOrAnOpeningWaitsForIsNews() {
    Postgres leads = primary(E1, 1, 10, List.of(sender("b", 10)), -1);
    assertThat(isNews(FOLLOWS, crashed())).isTrue();
    assertThat(isNews(FOLLOWS, following(A, "b", 2, 10))).isTrue();
    assertThat(isNews(FOLLOWS, following(A, "b__join", 1, 10))).isTrue();
    assertThat(isNews(leads, primary(E1, 1, 10, List.of(), -1))).isTrue();
    assertThat(isNews(leads, primary(E1, 1, 10, List.of(sender("b", 10)), 1))).isTrue();
    assertThat(isNews(new Postgres.Busy("start"), new Postgres.Busy("stop"))).isTrue();
    assertThat(isNews(new Postgres.Unusable("?"), new Postgres.Absent())).isTrue();
  }

  @Test
  void aPromiseOtherDataAGateTroubleFactsAndAddressesAreNews() {
    String data = instance(B).value();
    NodeFacts facts =
        new NodeFacts(
            NodeFacts.Commit.HUNG,
            NodeFacts.Receiver.UNKNOWN,
            NodeFacts.Fence.UNKNOWN,
            Optional.empty(),
            Optional.empty());
    assertThat(
            List.of(
                told(E2, data, Gate.CLOSED),
                told(E1, "other", Gate.CLOSED),
                told(E1, data, Gate.READ),
                told(E1, data, Gate.CLOSED, "no space"),
                BEFORE.with(new VipFacts(List.of(), Set.of("02:00:00:00:00:01"), 0, false)),
                new NodeReport(
                    B,
                    E1,
                    BEFORE.instance(),
                    FOLLOWS,
                    Gate.CLOSED,
                    Optional.empty(),
                    1,
                    List.of(),
                    facts)))
        .noneMatch(BEFORE::tellsTheSameAs);
  }
}
