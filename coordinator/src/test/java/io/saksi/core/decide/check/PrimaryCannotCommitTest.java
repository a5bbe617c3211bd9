package io.saksi.core.decide.check;

import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.time;
import static io.saksi.core.decide.check.Checked.NOW;
import static io.saksi.core.decide.check.Checked.OPEN;
import static io.saksi.core.decide.check.Checked.codes;
import static io.saksi.core.decide.check.Checked.commit;
import static io.saksi.core.decide.check.Checked.follows;
import static io.saksi.core.decide.check.Checked.leading;
import static io.saksi.core.decide.check.Checked.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.decide.Decider;
import io.saksi.core.decide.Explain;
import io.saksi.core.model.Cause;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeFacts;
import io.saksi.core.view.NodeReport;
import org.junit.jupiter.api.Test;

/** What its probe says of a primary: replaced where another one is better off. */
class PrimaryCannotCommitTest {
  @Test
  void aPrimaryThatCannotCommitIsReplacedButNotOneWithoutFreeConnections() {
    NodeReport full = with(leading(), commit(NodeFacts.Commit.DISK_FULL));
    assertThat(codes(OPEN, full, follows(B), follows(C))).containsExactly(ProblemCode.DISK_FULL);
    assertThat(Decider.decide(OPEN, heard(OPEN, full, follows(B), follows(C)), NOW))
        .containsExactly(new Command.BeginFailover(E1, Cause.CANNOT_COMMIT));
    NodeReport busy = with(leading(), commit(NodeFacts.Commit.NO_SLOTS));
    assertThat(codes(OPEN, busy, follows(B), follows(C)))
        .containsExactly(ProblemCode.NO_FREE_CONNECTIONS);
    assertThat(Decider.decide(OPEN, heard(OPEN, busy, follows(B), follows(C)), NOW)).isEmpty();
  }

  @Test
  void aHungPrimaryIsReplacedButNotOneThatOnlyWaitsForItsStandbys() {
    NodeReport hung = with(leading(), commit(NodeFacts.Commit.HUNG));
    assertThat(codes(OPEN, hung, follows(B), follows(C))).containsExactly(ProblemCode.PRIMARY_HUNG);
    assertThat(Decider.decide(OPEN, heard(OPEN, hung, follows(B), follows(C)), NOW))
        .containsExactly(new Command.BeginFailover(E1, Cause.CANNOT_COMMIT));
    NodeReport waits = with(leading(), commit(NodeFacts.Commit.REPLICATION_STALLED));
    assertThat(codes(OPEN, waits, follows(B), follows(C)))
        .containsExactly(ProblemCode.COMMITS_WAIT);
    assertThat(Decider.decide(OPEN, heard(OPEN, waits, follows(B), follows(C)), NOW)).isEmpty();
  }

  @Test
  void noFailoverLeadsFromOneFullDiskToTheNext() {
    NodeReport full = with(leading(), commit(NodeFacts.Commit.DISK_FULL));
    NodeReport b = with(follows(B), commit(NodeFacts.Commit.DISK_FULL));
    NodeReport c = with(follows(C), commit(NodeFacts.Commit.DISK_FULL));
    assertThat(Decider.decide(OPEN, heard(OPEN, full, b, c), NOW)).isEmpty();
    assertThat(Explain.explain(OPEN, heard(OPEN, full, b, c), NOW).whyNoFailover())
        .singleElement()
        .asString()
        .contains("no better");
  }

  @Test
  void aProbeOfAPrimaryThatFellSilentSaysNothingOfNow() {
    NodeReport full = with(leading(), commit(NodeFacts.Commit.DISK_FULL));
    ClusterView view = heard(OPEN, full, follows(B), follows(C));
    assertThat(Problem.all(OPEN, view, time(11_001)))
        .extracting(Problem::code)
        .doesNotContain(ProblemCode.DISK_FULL);
  }
}
