package io.saksi.agent.vip;

import static io.saksi.agent.vip.Reigns.A;
import static io.saksi.agent.vip.Reigns.B;
import static io.saksi.agent.vip.Reigns.E1;
import static io.saksi.agent.vip.Reigns.E2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.agent.node.Promises;
import io.saksi.core.model.InstanceId;
import io.saksi.core.plan.Action;
import io.saksi.core.view.Gate;
import io.saksi.core.view.Postgres;
import io.saksi.core.view.VipFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I3 on one node: when the read-write address comes and goes. */
class WriteAddressFollowsTheLeaseTest {
  private static final VipAddress VIP = VipAddress.parse("10.0.0.100/24@eth0");
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration A_WHILE = Duration.ofMillis(600);

  private final FakeProvider provider = new FakeProvider();
  private VipNode node;
  @TempDir private Path directory;

  @BeforeEach
  void start() throws Exception {
    node = node();
  }

  private VipNode node() throws Exception {
    return new VipNode(B, VipNode.config(List.of(VIP), List.of()), provider, directory);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private boolean held() {
    return provider.has(VIP);
  }

  private void awaitHeld() throws Exception {
    Eventually.is("the address is here", this::held);
  }

  /** So that the end of the lease takes nothing away that something else is to take. */
  private void leadForLong() throws Exception {
    node.lead(E2, Reigns.openB());
    node.renew(E2, LONG);
    awaitHeld();
  }

  @Test
  void itComesOnceTheGateIsOpenAndARenewalWasAcceptedInThisEpoch() throws Exception {
    node.hands.know(Reigns.openB());
    node.renew(E2, LONG);
    node.open(E2, Reigns.openB());
    awaitHeld();
    assertThat(Files.readString(directory.resolve("vip.held"))).contains("10.0.0.100");
  }

  @Test
  void withoutARenewalAfterOpenItDoesNotCome() throws Exception {
    node.open(E2, Reigns.openB());
    Eventually.stays("not here", A_WHILE, () -> !held());
  }

  @Test
  void aLeaseOfAnEarlierEpochIsNoRenewalAfterOpen() throws Exception {
    node.renew(E1, LONG);
    node.open(E2, Reigns.openB());
    Eventually.stays("not here", A_WHILE, () -> !held());
  }

  @Test
  void electedIsNotOpen() throws Exception {
    node.renew(E2, LONG);
    node.open(E2, Reigns.electedB());
    Eventually.stays("not here", A_WHILE, () -> !held());
  }

  @Test
  void withTheGateClosedItDoesNotCome() throws Exception {
    node.hands.know(Reigns.openB());
    node.renew(E2, LONG);
    Eventually.stays("not here", A_WHILE, () -> !held());
  }

  @Test
  void aNodeThatPromisedALaterEpochDoesNotTakeIt() throws Exception {
    node.hands.know(Reigns.openB());
    node.promises.persistServing(E2, new InstanceId("i1"));
    node.promises.persistPromise(new io.saksi.core.model.Epoch(3));
    node.renew(E2, LONG);
    node.hands.perform(new Action.SetGate(E2, Gate.WRITE), Reigns.openB());
    Eventually.stays("not here", A_WHILE, () -> !held());
  }

  @Test
  void anybodyElsesReignTakesItAway() throws Exception {
    leadForLong();
    node.hands.know(Reigns.endedB());
    Eventually.is("gone", () -> !held());
  }

  @Test
  void itIsGoneWhenTheClosedGateIsReportedAndStaysUntilSessionsHaveEnded() throws Exception {
    node.lead(E2, Reigns.openB());
    awaitHeld();
    node.postgres.beforeEnd(() -> assertThat(held()).as("while sessions end").isTrue());
    node.hands.closeGate();
    assertThat(held()).isFalse();
    assertThat(Files.readString(directory.resolve("vip.held"))).isEmpty();
    Eventually.stays("not taken again", A_WHILE, () -> !held());
  }

  @Test
  void aKilledPostgresIsKilledBeforeItsAddressGoes() throws Exception {
    node.lead(E2, Reigns.openB());
    awaitHeld();
    node.postgres.beforeEnd(() -> assertThat(held()).isTrue());
    assertThat(node.hands.killAll(Duration.ofSeconds(1))).isTrue();
    assertThat(held()).isFalse();
  }

  @Test
  void aGateThatCannotGiveUpItsAddressIsNotClosed() throws Exception {
    node.lead(E2, Reigns.openB());
    awaitHeld();
    provider.refuses("CAP_NET_ADMIN is missing");
    assertThatThrownBy(node.hands::closeGate).hasMessageContaining("CAP_NET_ADMIN");
    node.guard.disarm();
    assertThat(node.lease.armed()).as("the guard stays armed").isPresent();
    provider.obeys();
    Eventually.is("tried again, and gone", () -> !held() && !node.desk.holdsWrite());
    node.guard.disarm();
    assertThat(node.lease.armed()).isEmpty();
  }

  @Test
  void aDeadPostgresCountsAsDeadOnlyWithoutItsAddress() throws Exception {
    node.lead(E2, Reigns.openB());
    awaitHeld();
    node.postgres.dies();
    provider.refuses("no");
    assertThat(node.hands.observe().postgres()).isInstanceOf(Postgres.Busy.class);
    provider.obeys();
    assertThat(node.hands.observe().postgres()).isInstanceOf(Postgres.Stopped.class);
    assertThat(held()).isFalse();
  }

  @Test
  void theLifetimeEndsBeforeTheEarliestProofAndGoesOnWithTheLease() throws Exception {
    node.lead(E2, Reigns.openB());
    awaitHeld();
    long before = adds();
    Eventually.stays("no renewal, no new lifetime", A_WHILE, () -> adds() == before);
    node.renew(E2, Duration.ofMillis(2850));
    Eventually.is("renewed with the lease", () -> adds() == before + 1);
    assertThat(provider.deeds().getLast())
        .as("2 s and 1 s late are less than 3.1 s")
        .isEqualTo("add 2");
  }

  private long adds() {
    return provider.deeds().stream().filter(deed -> deed.startsWith("add")).count();
  }

  @Test
  void aLeaseThatIsOverTakesItAway() throws Exception {
    node.hands.know(Reigns.openB());
    node.renew(E2, Duration.ofMillis(700));
    node.open(E2, Reigns.openB());
    awaitHeld();
    Eventually.is("gone", () -> !held());
  }

  @Test
  void probesComeWhileTheCandidateIsPromoted() throws Exception {
    node.hands.know(Reigns.electedB());
    Eventually.is("asked before there is a right to it", () -> provider.deeds().contains("probe"));
    assertThat(held()).isFalse();
  }

  @Test
  void aStrangerWhoAnswersKeepsItFromBeingTakenUntilHeIsGone() throws Exception {
    provider.isHeldBy("02:00:00:00:00:66");
    node.hands.know(Reigns.openB());
    node.renew(E2, LONG);
    node.open(E2, Reigns.openB());
    Eventually.is("in status", () -> node.facts(VIP).trouble().isPresent());
    assertThat(node.facts(VIP).trouble().get().kind()).isEqualTo(VipFacts.Trouble.Kind.CONFLICT);
    assertThat(node.facts(VIP).trouble().get().text()).contains("02:00:00:00:00:66");
    Eventually.stays("not taken", A_WHILE, () -> !held());
    provider.isHeldByNobody();
    awaitHeld();
    Eventually.is("no trouble any more", () -> node.facts(VIP).trouble().isEmpty());
  }

  @Test
  void aFencedMemberWhoseKernelStillAnswersDoesNot() throws Exception {
    provider.isHeldBy("02:00:00:00:00:0a");
    node.hears(java.util.Map.of(), "02:00:00:00:00:0a");
    node.lead(E2, Reigns.openB());
    awaitHeld();
  }

  @Test
  void anAgentThatStartsOnARunningLeaseKeepsIt() throws Exception {
    node.lead(E2, Reigns.openB());
    awaitHeld();
    node.close();
    try (VipNode next = nextAgent(true)) {
      Eventually.stays("still here", A_WHILE, this::held);
      next.lead(E2, Reigns.openB());
      Eventually.stays("still here", A_WHILE, this::held);
      assertThat(provider.deeds()).doesNotContain("remove");
    }
  }

  /** Its Raft peer begins with its last snapshot, and learns what came after it. */
  @Test
  void anAgentWhoseReplicaHasNotCaughtUpKeepsIt() throws Exception {
    leadForLong();
    node.close();
    try (VipNode next = nextAgent(true)) {
      next.hands.know(Reigns.openA());
      next.desk.told(next.desk.ticket(), Gate.WRITE, Optional.of(E2));
      Eventually.stays("still here", A_WHILE, this::held);
      assertThat(provider.deeds()).doesNotContain("remove");
      next.desk.told(next.desk.ticket(), Gate.CLOSED, Optional.empty());
      Eventually.is("gone with the gate", () -> !held());
    }
  }

  /** I3: with the promise somebody else may be on the way, whatever this replica knows. */
  @Test
  void anAgentThatPromisedALaterEpochDoesNotKeepItForAnOldState() throws Exception {
    leadForLong();
    node.close();
    try (VipNode next = nextAgent(true)) {
      next.promises.persistPromise(new io.saksi.core.model.Epoch(3));
      next.hands.know(Reigns.openA());
      next.desk.told(next.desk.ticket(), Gate.WRITE, Optional.of(E2));
      Eventually.is("gone", () -> !held());
    }
  }

  @Test
  void aPromiseOnDiskCountsBeforeTheFirstLook() throws Exception {
    leadForLong();
    node.close();
    Promises.load(directory.resolve("promises-" + B))
        .persistPromise(new io.saksi.core.model.Epoch(3));
    try (VipNode _ = nextAgent(true)) {
      Eventually.is("gone", () -> !held());
    }
  }

  @Test
  void anAgentThatStartsWithoutALeaseRemovesWhatWasLeft() throws Exception {
    node.lead(E2, Reigns.openB());
    awaitHeld();
    node.close();
    try (VipNode next = nextAgent(false)) {
      assertThat(held()).isFalse();
      assertThat(next.facts(VIP).held()).isFalse();
    }
  }

  private VipNode nextAgent(boolean leaseRuns) throws Exception {
    return leaseRuns ? withLease() : node();
  }

  /** The guard outlives the agent. */
  private VipNode withLease() throws Exception {
    return new VipNode(B, VipNode.config(List.of(VIP), List.of()), provider, directory, node.lease);
  }

  @Test
  void whoeverRemovesItByHandIsCorrected() throws Exception {
    node.hands.know(Reigns.openB());
    node.renew(E2, LONG);
    node.open(E2, Reigns.openB());
    awaitHeld();
    long announced = announcements();
    provider.remove(VIP);
    awaitHeld();
    Eventually.is("announced again", () -> announcements() > announced);
  }

  private long announcements() {
    return provider.deeds().stream().filter("announce"::equals).count();
  }

  @Test
  void nobodyButThePrimaryTakesIt() throws Exception {
    try (VipNode other =
        new VipNode(A, VipNode.config(List.of(VIP), List.of()), provider, directory)) {
      other.renew(E2, LONG);
      other.open(E2, Reigns.openB());
      Eventually.stays("not here", A_WHILE, () -> !held());
    }
  }
}
