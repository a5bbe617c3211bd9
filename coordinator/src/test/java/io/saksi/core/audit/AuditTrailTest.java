package io.saksi.core.audit;

import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.after;
import static io.saksi.core.States.at;
import static io.saksi.core.States.fenced;
import static io.saksi.core.States.open;
import static io.saksi.core.States.promoteB;
import static io.saksi.core.States.renewed;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is remembered of an order, and how its end is known. */
class AuditTrailTest {
  private static final ClusterState OPEN = renewed(open(SyncSet.any(1, List.of(B, C))));
  private static final Command BEGIN = new Command.BeginSwitchover(E1, B, Duration.ofSeconds(10));
  private static final Command SHUT = new Command.RecordShutdown(E1, new Lsn(500));
  private static final Command GO = new Command.BeginFailover(E1, Cause.SWITCHOVER);

  private ClusterState state = OPEN;
  private AuditTrail trail = AuditTrail.EMPTY;

  private void ordered(String key, Command command) {
    applied(command);
    trail = trail.with(request(key), command, state);
  }

  private void applied(Command command) {
    ClusterState before = state;
    state = after(state, command);
    trail = trail.after(before, state);
  }

  private static Request request(String key) {
    return new Request(key, "ann", "10.0.0.9", "a test", Instant.EPOCH);
  }

  private Optional<AuditEntry.Outcome> outcome() {
    return trail.find("k").orElseThrow().outcome();
  }

  private static Command.Elect elect() {
    return new Command.Elect(
        E2, B, Reign.Accession.PROMOTE, Optional.empty(), Map.of(B, at(500)), SyncSet.NOBODY);
  }

  @Test
  void aRollbackSaysWhyItEnded() {
    ordered("k", BEGIN);
    applied(SHUT);
    applied(new Command.CancelSwitchover(E1, "b is silent"));
    assertThat(outcome()).as("it starts again first").isEmpty();

    applied(new Command.FinishRollback(E1));

    assertThat(outcome()).contains(new AuditEntry.Outcome(false, "rolled back: b is silent"));
  }

  @Test
  void aForcedFailoverEndsWhenItsTargetOpens() {
    ordered("k", new Command.ForceFailover(E1, B, 1_000));
    state = fenced(state);
    applied(elect());
    assertThat(outcome()).isEmpty();

    applied(new Command.Open(E2, SyncSet.NOBODY, Optional.of(new Lsn(500))));

    assertThat(outcome()).contains(new AuditEntry.Outcome(true, "b leads epoch 2"));
  }

  /** Whoever waits for it would wait for good: no other failover may begin by itself. */
  @Test
  void aForcedFailoverEndsWhenItsTargetIsGivenUp() {
    ordered("k", new Command.ForceFailover(E1, B, 1_000));
    state = fenced(state);
    applied(elect());

    applied(new Command.BeginFailover(E2, Cause.CANDIDATE_FAILED));

    assertThat(outcome().orElseThrow().asOrdered()).isFalse();
    assertThat(outcome().orElseThrow().how()).contains("b was given up");
  }

  /** Nobody could win the election, so the operator says who: the epoch stays. */
  @Test
  void aFailoverForcedInAnElectionEndsWithThatElection() {
    applied(new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD));
    ordered("k", new Command.ForceFailover(E2, B, 1_000));
    state = fenced(state);
    applied(elect());
    assertThat(outcome()).isEmpty();

    applied(new Command.Open(E2, SyncSet.NOBODY, Optional.of(new Lsn(500))));

    assertThat(outcome()).contains(new AuditEntry.Outcome(true, "b leads epoch 2"));
  }

  /** The primary's agent was killed in the middle; the election that began was won by b. */
  @Test
  void aFailoverInTheMiddleIsNoEndBeforeSomebodyOpens() {
    ordered("k", BEGIN);
    applied(SHUT);
    applied(new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD));
    assertThat(outcome()).as("nobody is elected yet").isEmpty();
    state = fenced(state);
    applied(promoteB());
    assertThat(outcome()).isEmpty();

    applied(new Command.Open(E2, SyncSet.any(1, List.of(C)), Optional.of(new Lsn(500))));

    assertThat(outcome()).contains(new AuditEntry.Outcome(true, "b leads epoch 2"));
  }

  @Test
  void anotherOrderInBetweenIsNoEnd() {
    ordered("k", BEGIN);
    ordered("l", new Command.SetTags(C, io.saksi.core.model.Tags.of(3)));
    applied(SHUT);
    applied(GO);
    assertThat(outcome()).isEmpty();
  }

  @Test
  void itIsBoundedAndForgetsTheOldest() {
    for (int i = 0; i <= AuditTrail.LONGEST; i++) {
      trail = trail.with(request("k" + i), BEGIN, state);
    }
    assertThat(trail.entries()).hasSize(AuditTrail.LONGEST);
    assertThat(trail.find("k0")).isEmpty();
    assertThat(trail.find("k1")).isPresent();
  }
}
