package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.after;
import static io.saksi.core.States.following;
import static io.saksi.core.States.instance;
import static io.saksi.core.States.open;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.renewed;
import static io.saksi.core.States.sender;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeFacts;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** C comes back to A, and each thing alone keeps it from being counted. */
class ComebackTest {
  private static final NodeId W = new NodeId("w");
  private static final ClusterState OPEN = renewed(open(SyncSet.any(1, List.of(B))));
  private static final ClusterState BACK = back(OPEN, C);
  private static final Postgres JOINING = following(A, "c__join", 1, 450);
  private static final NodeReport GOOD = of(C, E1, instance(C), JOINING);
  private static final NodeReport LEADS = leads(460, sender("c__join", 450));

  private static ClusterState back(ClusterState from, NodeId node) {
    return after(
        from,
        new Command.BeginMaintenance(node, "work", Instant.EPOCH, Optional.empty()),
        new Command.EndMaintenance(node, new Lsn(400)));
  }

  private static NodeReport of(
      NodeId node, Epoch promised, InstanceId instance, Postgres postgres) {
    return new NodeReport(
        node,
        promised,
        Optional.of(instance),
        postgres,
        Gate.CLOSED,
        Optional.empty(),
        1,
        List.of(),
        new NodeFacts(
            postgres instanceof Postgres.Primary
                ? NodeFacts.Commit.WORKS
                : NodeFacts.Commit.UNKNOWN,
            NodeFacts.Receiver.UNKNOWN,
            NodeFacts.Fence.UNKNOWN,
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            Map.of("max_connections", 100L),
            Optional.empty()));
  }

  private static NodeReport leads(long end, Postgres.Sender toC) {
    return of(A, E1, instance(A), primary(E1, 1, end, List.of(toC), 1));
  }

  private static List<String> missing(ClusterState state, NodeReport ofA, NodeReport ofC) {
    return Comeback.missing(state, C, Map.of(A, ofA, C, ofC));
  }

  private static void isMissing(Postgres ofC, String what) {
    assertThat(missing(BACK, LEADS, of(C, E1, instance(C), ofC)))
        .singleElement()
        .asString()
        .contains(what);
  }

  @Test
  void nothingIsMissing() {
    assertThat(missing(BACK, LEADS, GOOD)).isEmpty();
  }

  @Test
  void somebodyHasToBeOpenToVerifyItAgainst() {
    ClusterState electing = after(BACK, new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD));
    assertThat(missing(electing, LEADS, GOOD)).containsExactly("no primary is open");
  }

  @Test
  void whoIsHeldIsNotBack() {
    ClusterState held = after(BACK, new Command.SuspendNode(E1, C, "diverged"));
    assertThat(missing(held, LEADS, GOOD)).containsExactly("it is held out of replication");
  }

  @Test
  void itHasTheDataThatAreOnRecordAndFollowsThisReign() {
    assertThat(missing(BACK, LEADS, of(C, E1, new InstanceId("restored"), JOINING)))
        .containsExactly("its data directory is another than the one on record");
    assertThat(missing(BACK, LEADS, of(C, Epoch.NONE, instance(C), JOINING)))
        .containsExactly("it does not follow timeline 1 yet");
    isMissing(following(A, "c__join", 2, 450), "does not follow timeline 1");
  }

  @Test
  void itsPostgresRunsAsAStandby() {
    isMissing(new Postgres.Busy("cloning"), "its PostgreSQL is cloning");
    isMissing(new Postgres.Unusable("version 9"), "version 9");
    isMissing(new Postgres.Absent(), "it has no data");
    isMissing(new Postgres.Stopped(false, 1, Optional.empty()), "does not run");
    isMissing(primary(E1, 1, 450, List.of(), -1), "runs as a primary");
    isMissing(new Postgres.Witness(), "reports as a witness");
  }

  @Test
  void thePrimaryIsHeardAndLeads() {
    assertThat(Comeback.missing(BACK, C, Map.of(C, GOOD)))
        .containsExactly("nothing is heard of the primary a");
    NodeReport stopped = of(A, E1, instance(A), new Postgres.Stopped(true, 1, Optional.empty()));
    assertThat(missing(BACK, stopped, GOOD)).containsExactly("nothing is heard of the primary a");
  }

  /** As the primary says, not only as the standby does. */
  @Test
  void thePrimaryStreamsToItAndBelievesIt() {
    Lsn end = new Lsn(450);
    Postgres.Sender catchingUp = new Postgres.Sender("c__join", false, end, end);
    Postgres.Sender diverged = new Postgres.Sender("c__join", true, new Lsn(440), end);
    for (Postgres.Sender sender : List.of(catchingUp, diverged, sender("d__join", 450))) {
      assertThat(missing(BACK, leads(460, sender), GOOD))
          .contains("replication does not stream to it");
    }
  }

  @Test
  void itIsNear() {
    assertThat(missing(BACK, leads(450 + (1L << 40), sender("c__join", 450)), GOOD))
        .containsExactly("it is " + (1L << 40) + " bytes of WAL behind");
  }

  @Test
  void aWitnessOnlyHasToBeHeard() {
    Endpoint at = new Endpoint("127.0.0.1", 1);
    Member witness = new Member(W, at, at, Optional.empty(), Optional.empty(), 0);
    ClusterState state = back(after(OPEN, new Command.PutMember(witness)), W);
    assertThat(Comeback.missing(state, W, Map.of())).isNotEmpty();
    NodeReport heard = of(W, E1, instance(W), new Postgres.Witness());
    assertThat(Comeback.missing(state, W, Map.of(W, heard))).isEmpty();
  }
}
