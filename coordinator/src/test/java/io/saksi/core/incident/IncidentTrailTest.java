package io.saksi.core.incident;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.E3;
import static io.saksi.core.States.after;
import static io.saksi.core.States.open;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.States;
import io.saksi.core.audit.Request;
import io.saksi.core.command.Command;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.FenceProof;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Mode;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is told of a change of roles afterwards, from the log alone. */
class IncidentTrailTest {
  private static final SyncSet BOTH = SyncSet.any(1, List.of(B, C));
  private static final Finding SEEN = new Finding("POSTMASTER_DEAD", A, "the agent of a says so");
  private static final Command DEAD = new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD);
  private static final Command FENCED = new Command.RecordFence(E1, FenceProof.SELF_FENCED);
  private static final Command ORDER = new Command.BeginSwitchover(E1, B, Duration.ofSeconds(20));

  private ClusterState state = open(BOTH);
  private IncidentTrail trail = IncidentTrail.EMPTY;
  private String clock = "a/boot-1";

  private void at(long millis, Command command) {
    written(stamp(millis), command, List.of(), Optional.empty());
  }

  private void seen(long millis, Command command) {
    written(stamp(millis), command, List.of(SEEN), Optional.empty());
  }

  private void ordered(long millis, Command command) {
    Request request = new Request("k", "ann", "10.0.0.9", "kernel update", Instant.EPOCH);
    written(stamp(millis), command, List.of(), Optional.of(request));
  }

  private void written(Stamp when, Command command, List<Finding> seen, Optional<Request> request) {
    ClusterState before = state;
    state = after(state, command);
    trail = trail.after(Optional.of(before), new Entry(command, when, seen, request));
  }

  private Stamp stamp(long millis) {
    return new Stamp(Instant.ofEpochMilli(millis), new Moment(millis * 1_000_000), clock);
  }

  private Command renewal(Epoch epoch, long end) {
    Optional<Position> reached = epoch.equals(E1) ? Optional.of(lsn(end)) : Optional.empty();
    return new Command.Renew(epoch, 1, state.settings().leaseTtl(), Optional.empty(), reached);
  }

  private static Position lsn(long end) {
    return States.at(end);
  }

  private static Command.Elect elect(
      Epoch epoch, NodeId who, SyncSet set, Map<NodeId, Position> positions) {
    return new Command.Elect(epoch, who, Reign.Accession.PROMOTE, Optional.empty(), positions, set);
  }

  private static Command.Elect electB() {
    return elect(E2, B, SyncSet.any(1, List.of(C)), Map.of(B, lsn(100), C, lsn(90)));
  }

  private static Command openAt(Epoch epoch, NodeId counted, long fork) {
    return new Command.Open(epoch, SyncSet.any(1, List.of(counted)), Optional.of(new Lsn(fork)));
  }

  private Incident only() {
    assertThat(trail.incidents()).hasSize(1);
    return trail.incidents().getFirst();
  }

  private static List<Mark.Step> steps(Incident incident) {
    return incident.marks().stream().map(Mark::step).toList();
  }

  @Test
  void aFailoverTellsCauseEvidenceVotesFencePhasesAndLoss() {
    at(1_000, renewal(E1, 120));
    seen(1_500, DEAD);
    at(1_510, FENCED);
    at(1_600, electB());
    at(1_900, openAt(E2, C, 100));
    assertThat(only().isOver()).as("permission opens no gate").isFalse();
    assertThat(trail.causeOf(E2)).contains(Cause.POSTMASTER_DEAD);
    assertThat(trail.causeOf(E1)).as("it was there before").isEmpty();
    assertThat(only().outage()).isEmpty();

    at(2_000, renewal(E2, 0));

    Incident told = only();
    assertThat(told.number()).isEqualTo(1);
    assertThat(told.kind()).isEqualTo(Incident.Kind.FAILOVER);
    assertThat(told.primary()).isEqualTo(A);
    assertThat(told.end())
        .contains(new Incident.End(Incident.How.SWITCHED, B, E2, "b leads epoch 2"));
    assertThat(told.fence()).contains(FenceProof.SELF_FENCED);
    assertThat(steps(told))
        .containsExactly(
            Mark.Step.LAST_RENEWAL,
            Mark.Step.BEGUN,
            Mark.Step.FENCED,
            Mark.Step.ELECTED,
            Mark.Step.OPENED,
            Mark.Step.SERVING);
    assertThat(told.outage()).contains(new Stamp.Span(Duration.ofSeconds(1), true));
    Election election = told.first().orElseThrow();
    assertThat(election.cause()).isEqualTo(Cause.POSTMASTER_DEAD);
    assertThat(election.evidence()).containsExactly(SEEN);
    assertThat(election.vote().orElseThrow().positions().keySet()).containsExactly(B, C);
    assertThat(election.gap()).as("WAL that no standby had confirmed").contains(20L);
    assertThat(told.loss()).contains(Loss.NONE);
  }

  @Test
  void aCandidateThatDiedIsASecondElectionOfTheSameIncident() {
    at(1_000, renewal(E1, 100));
    seen(1_500, DEAD);
    at(1_510, FENCED);
    at(1_600, electB());
    at(9_600, new Command.BeginFailover(E2, Cause.CANDIDATE_FAILED));
    at(9_700, elect(E3, C, SyncSet.any(1, List.of(B)), Map.of(C, lsn(100))));
    at(9_900, openAt(E3, B, 100));
    at(10_000, renewal(E3, 0));

    Incident told = only();
    assertThat(told.elections()).extracting(Election::epoch).containsExactly(E2, E3);
    assertThat(told.first().orElseThrow().opening()).isEmpty();
    assertThat(told.decisive().orElseThrow().vote().orElseThrow().chosen()).isEqualTo(C);
    assertThat(told.end().orElseThrow().leads()).isEqualTo(C);
    assertThat(told.outage().orElseThrow().length()).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void onesWhoOpenedAndNeverServedAreNoEndOfTheOutage() {
    at(1_000, renewal(E1, 100));
    seen(1_500, DEAD);
    at(1_510, FENCED);
    at(1_600, electB());
    at(1_900, openAt(E2, C, 100));
    at(8_000, new Command.BeginFailover(E2, Cause.NODE_SILENT));

    Incident told = only();
    assertThat(told.elections()).hasSize(2);
    assertThat(told.isOver()).isFalse();
    assertThat(told.downFrom()).contains(stamp(1_000));
  }

  @Test
  void aSwitchoverCountsFromTheOrderAndNamesTheOperator() {
    at(1_000, renewal(E1, 100));
    ordered(2_000, ORDER);
    at(2_100, renewal(E1, 110));
    at(2_300, new Command.RecordShutdown(E1, new Lsn(500)));
    at(2_350, new Command.BeginFailover(E1, Cause.SWITCHOVER));
    at(2_360, FENCED);
    at(2_370, elect(E2, B, SyncSet.any(1, List.of(C)), Map.of(B, lsn(500), C, lsn(500))));
    at(2_500, openAt(E2, C, 500));
    at(2_550, renewal(E2, 0));

    Incident told = only();
    assertThat(told.kind()).isEqualTo(Incident.Kind.SWITCHOVER);
    assertThat(told.outage().orElseThrow().length()).isEqualTo(Duration.ofMillis(550));
    assertThat(told.orders()).extracting(o -> o.request().who()).containsExactly("ann");
    assertThat(told.decisive().orElseThrow().gap()).contains(0L);
    assertThat(told.loss()).contains(Loss.NONE);
  }

  /** Its target had everything at once: one entry says both. */
  @Test
  void aShutdownThatWasNotWaitedForIsAStepLikeAnyOther() {
    at(1_000, renewal(E1, 100));
    ordered(2_000, ORDER);
    at(2_300, new Command.BeginFailover(E1, Cause.SWITCHOVER, Optional.of(new Lsn(500))));
    assertThat(steps(only())).contains(Mark.Step.SHUT_DOWN, Mark.Step.BEGUN);
    at(2_360, FENCED);
    at(2_370, elect(E2, B, SyncSet.any(1, List.of(C)), Map.of(B, lsn(500), C, lsn(500))));
    at(2_500, openAt(E2, C, 500));

    assertThat(only().decisive().orElseThrow().gap()).contains(0L);
    assertThat(only().loss()).contains(Loss.NONE);
  }

  @Test
  void aSwitchoverThatRollsBackSaysWhyAndHowLongThereWasNoService() {
    ordered(2_000, ORDER);
    at(2_300, new Command.RecordShutdown(E1, new Lsn(500)));
    at(9_000, new Command.CancelSwitchover(E1, "nothing is heard of b"));
    at(9_500, new Command.CancelSwitchover(E1, "again"));
    assertThat(only().isOver()).isFalse();
    at(10_000, new Command.FinishRollback(E1));

    Incident told = only();
    assertThat(told.end())
        .contains(new Incident.End(Incident.How.ROLLED_BACK, A, E1, "nothing is heard of b"));
    assertThat(steps(told))
        .containsExactly(
            Mark.Step.ORDERED, Mark.Step.SHUT_DOWN, Mark.Step.CANCELLED, Mark.Step.BACK);
    assertThat(told.outage().orElseThrow().length()).isEqualTo(Duration.ofSeconds(8));
    assertThat(told.loss()).contains(Loss.NONE);
  }

  /** Even where the survivor led last: that others led since is what nobody knows. */
  @Test
  void aRecoveryNeverClaimsToHaveLostNothing() {
    at(1_000, renewal(E1, 100));
    ordered(60_000, new Command.Recover("new", A, Set.of(B, C), E1, Duration.ofSeconds(10)));
    Epoch epoch = state.reign().epoch();
    at(80_000, FENCED);
    at(
        80_100,
        new Command.Elect(
            epoch, A, Reign.Accession.IN_PLACE, Optional.empty(), Map.of(), SyncSet.NOBODY));
    at(80_200, new Command.Open(epoch, SyncSet.NOBODY, Optional.empty()));
    at(80_300, renewal(epoch, 0));

    Incident told = only();
    assertThat(told.kind()).isEqualTo(Incident.Kind.DISASTER);
    assertThat(told.orders()).extracting(order -> order.request().who()).containsExactly("ann");
    assertThat(told.loss()).contains(new Loss(false, Optional.empty(), Optional.empty()));
    assertThat(told.outage().orElseThrow().length()).isEqualTo(Duration.ofMillis(79_300));
  }

  @Test
  void aPrimaryThatDiesInTheMiddleOfASwitchoverIsTheSameIncident() {
    ordered(2_000, ORDER);
    seen(3_000, DEAD);
    assertThat(only().kind()).isEqualTo(Incident.Kind.SWITCHOVER);
    assertThat(only().first().orElseThrow().evidence()).containsExactly(SEEN);
  }

  @Test
  void aForcedFailoverSaysHowMuchIsKnownToBeLost() {
    at(1_000, renewal(E1, 10));
    at(3_000, renewal(E1, 400));
    at(5_000, renewal(E1, 1_010));
    ordered(60_000, new Command.ForceFailover(E1, B, 2_000));
    at(60_010, new Command.RecordFence(E1, FenceProof.LEASE_RAN_OUT));
    at(60_020, elect(E2, B, SyncSet.NOBODY, Map.of(B, lsn(20))));
    assertThat(only().loss()).as("nobody leads yet").isEmpty();
    at(60_100, new Command.Open(E2, SyncSet.NOBODY, Optional.of(new Lsn(20))));
    at(60_200, renewal(E2, 0));

    Incident told = only();
    assertThat(told.kind()).isEqualTo(Incident.Kind.FORCED);
    Duration span = Duration.ofSeconds(4);
    assertThat(told.loss()).contains(new Loss(false, Optional.of(990L), Optional.of(span)));
    assertThat(told.outage().orElseThrow().length()).isEqualTo(Duration.ofMillis(55_200));
    assertThat(told.orders().getFirst().kind()).isEqualTo(Incident.Kind.FORCED);
  }

  @Test
  void anElectionThatFoundNobodyAndIsThenForcedIsOneIncident() {
    at(1_000, renewal(E1, 100));
    seen(1_500, DEAD);
    ordered(90_000, new Command.ForceFailover(E2, B, 0));
    assertThat(only().kind()).isEqualTo(Incident.Kind.FORCED);
    assertThat(only().elections()).hasSize(2);
    assertThat(only().downFrom()).contains(stamp(1_000));
  }

  /** What the former primary itself had at its end bounds what can be lost, in any mode. */
  @Test
  void aFormerPrimaryThatSaidWhereItEndsProvesHowMuchIsLost() {
    at(1_000, renewal(E1, 10));
    ordered(2_000, new Command.ForceFailover(E1, B, 2_000));
    at(2_100, FENCED);
    at(2_200, elect(E2, B, SyncSet.NOBODY, Map.of(A, lsn(70), B, lsn(20))));
    at(2_300, new Command.Open(E2, SyncSet.NOBODY, Optional.of(new Lsn(20))));
    assertThat(only().loss().orElseThrow().proven()).isTrue();
    assertThat(only().loss().orElseThrow().bytes()).contains(50L);
  }

  @Test
  void inModeAsyncNothingIsProvenToBeWhole() {
    state = async();
    at(
        1_000,
        new Command.Renew(
            E1, 2, state.settings().leaseTtl(), Optional.empty(), Optional.of(lsn(130))));
    seen(2_000, DEAD);
    at(2_100, FENCED);
    at(2_200, elect(E2, B, SyncSet.NOBODY, Map.of(B, lsn(100))));
    at(2_300, new Command.Open(E2, SyncSet.NOBODY, Optional.of(new Lsn(100))));
    assertThat(only().loss().orElseThrow().proven()).isFalse();
    assertThat(only().loss().orElseThrow().bytes()).contains(30L);
  }

  private static ClusterState async() {
    ClusterState appended =
        after(
            open(BOTH),
            new Command.SetMode(Mode.ASYNC, Optional.of(50L)),
            new Command.AppendSet(E1, SyncSet.NOBODY));
    return after(
        appended,
        new Command.ConfirmSet(E1, appended.inForce().getLast().id(), Optional.of(lsn(100))));
  }

  @Test
  void theSamePrimaryElectedAgainLosesNothing() {
    at(1_000, renewal(E1, 100));
    at(9_000, new Command.BeginFailover(E1, Cause.LEASE_RAN_OUT));
    at(9_100, new Command.RecordFence(E1, FenceProof.SELF_FENCED));
    at(
        9_200,
        new Command.Elect(
            E2,
            A,
            Reign.Accession.IN_PLACE,
            Optional.empty(),
            Map.of(A, lsn(120)),
            SyncSet.NOBODY));
    at(9_300, new Command.Open(E2, SyncSet.NOBODY, Optional.empty()));
    at(9_400, renewal(E2, 0));
    assertThat(only().end().orElseThrow().how()).isEqualTo(Incident.How.SAME_PRIMARY);
    assertThat(only().loss()).contains(Loss.NONE);
    assertThat(only().decisive().orElseThrow().gap()).contains(0L);
  }

  @Test
  void aLeaseThatLapsedIsDowntimeThoughNobodyWasElected() {
    at(1_000, renewal(E1, 100));
    at(3_900, renewal(E1, 100));
    assertThat(trail.incidents()).isEmpty();
    at(63_900, renewal(E1, 100));
    assertThat(only().kind()).isEqualTo(Incident.Kind.LAPSE);
    assertThat(only().isOver()).isTrue();
    assertThat(only().outage().orElseThrow().length()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void betweenTwoLeadersTheirWallClocksCountAndItIsSaidSo() {
    at(1_000, renewal(E1, 100));
    clock = "b/boot-7";
    seen(1_400, DEAD);
    at(1_410, FENCED);
    at(1_500, electB());
    at(1_800, openAt(E2, C, 100));
    clock = "c/boot-2";
    at(2_500, renewal(E2, 0));
    assertThat(only().outage()).contains(new Stamp.Span(Duration.ofMillis(1_500), false));
  }

  /** 1,400 to 1,800 passed by one clock, 700 to 900 by another: it was not 0, as the dates say. */
  @Test
  void anOutageIsNoShorterThanWhatSingleClocksMeasuredOfIt() {
    at(1_000, renewal(E1, 100));
    clock = "b/boot-7";
    seen(1_400, DEAD);
    at(1_410, FENCED);
    clock = "c/boot-2";
    at(700, electB());
    clock = "b/boot-7";
    at(1_800, openAt(E2, C, 100));
    clock = "c/boot-2";
    at(900, renewal(E2, 0));
    assertThat(only().outage()).contains(new Stamp.Span(Duration.ofMillis(400), false));
  }

  /** Else a cluster that was founded and never served would have been available all the time. */
  @Test
  void whatIsKnownBeginsWithTheFirstService() {
    state = States.members();
    at(1_000, new Command.Found(A));
    at(2_000, new Command.Open(E1, SyncSet.NOBODY, Optional.empty()));
    assertThat(trail.since()).isEmpty();
    at(2_100, renewal(E1, 10));
    at(2_600, renewal(E1, 10));
    assertThat(trail.since()).contains(stamp(2_100));
  }

  @Test
  void foundingIsNoIncident() {
    state = States.members();
    at(1_000, new Command.Found(A));
    at(2_000, new Command.Open(E1, SyncSet.NOBODY, Optional.empty()));
    at(2_100, renewal(E1, 10));
    assertThat(trail.incidents()).isEmpty();
  }

  @Test
  void theOldestAreForgottenAndCounted() {
    int lapses = IncidentTrail.LONGEST + 5;
    for (int i = 0; i <= lapses; i++) {
      at(i * 60_000L, renewal(E1, 100));
    }
    assertThat(trail.incidents()).hasSize(IncidentTrail.LONGEST);
    assertThat(trail.dropped()).isEqualTo(5);
    assertThat(trail.find(5)).isEmpty();
    assertThat(trail.find(6)).isPresent();
    assertThat(trail.incidents().getLast().number()).isEqualTo(lapses);
    assertThat(trail.service().orElseThrow().ends()).hasSize(Service.MOST_ENDS);
  }

  /** A cluster that tries one candidate after the other all night. */
  @Test
  void anIncidentWithoutEndIsBoundedAndKeepsItsBeginning() {
    at(1_000, renewal(E1, 100));
    seen(1_500, DEAD);
    at(1_510, FENCED);
    Epoch epoch = E2;
    for (int i = 0; i < 100; i++) {
      at(2_000, elect(epoch, B, SyncSet.NOBODY, Map.of(B, lsn(100), C, lsn(90))));
      at(3_000, new Command.BeginFailover(epoch, Cause.CANDIDATE_FAILED));
      epoch = epoch.next();
    }
    assertThat(only().elections()).hasSize(Draft.MOST_ELECTIONS);
    assertThat(only().first().orElseThrow().evidence()).containsExactly(SEEN);
    assertThat(only().forgotten()).isEqualTo(101 - Draft.MOST_ELECTIONS);
    assertThat(only().marks()).hasSize(Draft.MOST_MARKS);
    assertThat(only().downFrom()).contains(stamp(1_000));
  }

  /** Who was forced to lead, and failed before it served, is forgotten; what it lost is not. */
  @Test
  void aForgottenElectionsLossStays() {
    at(1_000, renewal(E1, 1_010));
    seen(1_500, DEAD);
    ordered(60_000, new Command.ForceFailover(E2, B, 2_000));
    at(60_010, new Command.RecordFence(E1, FenceProof.LEASE_RAN_OUT));
    at(60_020, elect(E2, B, SyncSet.NOBODY, Map.of(B, lsn(20))));
    at(60_100, new Command.Open(E2, SyncSet.NOBODY, Optional.of(new Lsn(20))));
    Loss lost = only().loss().orElseThrow();
    assertThat(lost.bytes()).contains(990L);

    Epoch last = inPlaceOfEachOther(E2, 2 * Draft.MOST_ELECTIONS);

    assertThat(only().forgotten()).isPositive();
    assertThat(only().elections()).extracting(Election::epoch).startsWith(E2).endsWith(last);
    assertThat(only().loss().orElseThrow().bytes()).contains(990L);
    assertThat(only().loss().orElseThrow().proven()).isFalse();
  }

  /** B opens again and again where it is, and never serves. */
  private Epoch inPlaceOfEachOther(Epoch from, int times) {
    Epoch epoch = from;
    for (int i = 0; i < times; i++) {
      at(70_000, new Command.BeginFailover(epoch, Cause.NODE_SILENT));
      at(70_100, new Command.RecordFence(epoch, FenceProof.LEASE_RAN_OUT));
      epoch = epoch.next();
      at(70_200, inPlace(epoch));
      at(70_300, new Command.Open(epoch, SyncSet.NOBODY, Optional.empty()));
    }
    return epoch;
  }

  private static Command.Elect inPlace(Epoch epoch) {
    return new Command.Elect(
        epoch, B, Reign.Accession.IN_PLACE, Optional.empty(), Map.of(), SyncSet.NOBODY);
  }
}
