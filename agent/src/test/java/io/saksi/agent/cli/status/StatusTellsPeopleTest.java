package io.saksi.agent.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.cli.AgentAddress;
import io.saksi.agent.cli.Terminal;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.Gate;
import io.saksi.proto.v1.Mode;
import io.saksi.proto.v1.SyncSetStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTellsPeopleTest {
  private static final AgentAddress AGENT = new AgentAddress("127.0.0.2", 7400);

  @Test
  void allIsWell() {
    assertThat(wide(Samples.open()))
        .isEqualTo(
            """
            Cluster demo is open: primary a (epoch 3), commits wait for ANY 1 (b, c); tolerates the loss of 1 node.

            NODE  ROLE     STATE      GATE   SYNC  TL  WAL          LAG  REPORT  POSTGRESQL
            a     primary  running    write  -      3  0/3000148      -   0.1 s  127.0.0.1:5432
            b     standby  streaming  read   yes    3  0/3000148    0 B   0.1 s  127.0.0.2:5432
            c     standby  streaming  read   yes    3  0/3000148  24 kB   0.1 s  127.0.0.3:5432

            Mode   sync-auto
            Lease  3.0 s, renewed 0.4 s ago
            Sync   ANY 1 (b, c); nobody is elected below 0/3000060
            Raft   leader b, term 4
            Says   b (127.0.0.2:7400), state 42, measured 0.1 s ago
            """);
  }

  @Test
  void nodeDownIsAWarningAndTheToleranceIsGone() {
    assertThat(wide(Samples.degraded()))
        .contains("the loss of one more node may stop service.")
        .contains("  ! c: no report for 12 s")
        .contains("Look whether the host is up. [node-silent]")
        .contains("silent")
        .contains("12 s");
  }

  @Test
  void theRungsOfTheLadderAreToldAsTheyAre() {
    ClusterStatus.Builder status = Samples.open().toBuilder();
    status.getMembersBuilder(0).addAllFences(List.of("agent", "guard", "fence-agent"));
    status.getMembersBuilder(1).addAllFences(List.of("agent", "guard"));
    assertThat(wide(status.build()))
        .contains("Fence  a by agent, guard, fence-agent; b by agent, guard; c by nothing;")
        .contains("a machine that freezes is cut off by its lease alone: b, c");
  }

  @Test
  void whatWaitsForTheArchiveIsTold() {
    ClusterStatus.Builder status = Samples.open().toBuilder();
    status.getMembersBuilder(0).setArchivedLsn(0x2000000L);
    assertThat(wide(status.build()))
        .contains("\nWAL    in the archive up to 0/2000000, 16 MB wait\n");
  }

  @Test
  void noOpenPrimarySaysWhatItWaitsFor() {
    assertThat(wide(Samples.electing()))
        .startsWith(
            "Cluster demo has NO OPEN PRIMARY: waiting for c to stop receiving from a"
                + " (epoch 4, for 0.3 s).\n");
    assertThat(Verdict.of(Samples.electing()).isOpen()).isFalse();
  }

  /** The reign goes on where nobody could be elected: it is no primary that serves. */
  @Test
  void aPrimaryWhoseLeaseRanOutIsNotOpen() {
    assertThat(wide(Samples.forsaken()))
        .startsWith(
            "Cluster demo has NO OPEN PRIMARY: primary a (epoch 3) is silent and renewed its lease"
                + " 7.2 s ago; saksi explain says why nobody takes over.\n");
    assertThat(Verdict.of(Samples.forsaken()).isOpen()).isFalse();
    assertThat(Verdict.of(Samples.forsaken()).tolerates()).isEmpty();
  }

  /** The answering agent's replica of the log may lag: the gate is seen by who leads. */
  @Test
  void whoseGateIsSeenOpenServesWhateverIsKnownOfItsLease() {
    ClusterStatus.Builder lagging = Samples.open().toBuilder();
    lagging.getLeaseBuilder().setRenewedAgoMs(7_200);
    assertThat(Verdict.of(lagging.build()).isOpen()).isTrue();
    lagging.getMembersBuilder(0).setGate(Gate.GATE_CLOSED);
    assertThat(Verdict.of(lagging.build()).isOpen()).isFalse();
  }

  @Test
  void agentThatIsCutOffDoesNotVouch() {
    assertThat(wide(Samples.cutOff()))
        .contains("CANNOT BE VOUCHED FOR: c knows no Raft leader; the last it knew is primary a")
        .contains("No decision is possible until 2 agents can talk to each other");
    assertThat(Verdict.of(Samples.cutOff()).isOpen()).isFalse();
  }

  @Test
  void exposedPrimaryIsLoud() {
    ClusterStatus exposed =
        Samples.open().toBuilder()
            .setExposed(true)
            .clearSetsInForce()
            .setSyncSet(SyncSetStatus.getDefaultInstance())
            .build();
    assertThat(wide(exposed)).contains("is open but EXPOSED").contains("commits wait for nobody");
    assertThat(Verdict.of(exposed).tolerates()).hasValue(0);
  }

  @Test
  void pauseAndManualModePromiseNoFailover() {
    var paused = Samples.open().toBuilder().setPaused(true).build();
    var manual = Samples.open().toBuilder().setMode(Mode.MODE_SYNC_MANUAL).build();
    assertThat(wide(paused)).contains("; paused: no automatic failover.");
    assertThat(wide(manual)).contains("; a failover waits for an operator.");
    assertThat(Verdict.of(paused).tolerates()).isEmpty();
  }

  @Test
  void everySetThatMayBeInForceCountsForTheTolerance() {
    var changing = Samples.degraded().toBuilder().addSetsInForce(Samples.anyOneOf("b")).build();
    assertThat(Verdict.of(changing).tolerates()).hasValue(0);
    assertThat(wide(changing)).contains("changing, in force: ANY 1 (b, c), ANY 1 (b)");
  }

  @Test
  void narrowTerminalKeepsWhatMatters() {
    String narrow =
        StatusText.of(new StatusAnswer(AGENT, Samples.open()), new Terminal(60, false, false));
    assertThat(narrow.lines()).allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(60));
    assertThat(narrow).contains("LAG").doesNotContain("POSTGRESQL");
  }

  @Test
  void colourOnlyWhereAskedFor() {
    var coloured =
        StatusText.of(new StatusAnswer(AGENT, Samples.open()), new Terminal(200, true, false));
    assertThat(coloured).contains("\033[32m");
    assertThat(wide(Samples.open())).doesNotContain("\033");
  }

  @Test
  void hostileServerCannotSteerTheTerminal() {
    String evil = "\033]0;x\007\nfake";
    ClusterStatus status = Samples.degraded();
    var member = status.getMembers(2).toBuilder().setName(evil).setState(evil);
    var hostile =
        status.toBuilder()
            .setCluster(evil)
            .setAnsweredBy(evil)
            .setMembers(2, member)
            .setReign(status.getReign().toBuilder().setPrimary(evil))
            .build();
    assertThat(wide(hostile)).doesNotContain("\033").doesNotContain("\nfake");
  }

  @Test
  void emptyAnswerIsNoCrash() {
    assertThat(wide(ClusterStatus.getDefaultInstance())).contains("CANNOT BE VOUCHED FOR");
  }

  private static String wide(ClusterStatus status) {
    return StatusText.of(
        new StatusAnswer(AGENT, status), new Terminal(Terminal.UNBOUNDED, false, false));
  }
}
