package io.saksi.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.access.Credentials;
import io.saksi.agent.node.FakeLeaseGuard;
import io.saksi.agent.node.LeaseGuard;
import io.saksi.agent.node.Promises;
import io.saksi.agent.peer.Channels;
import io.saksi.core.command.Command;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InheritedLeaseTest {
  private static final byte[] PROOF = {1, 2, 3, 4};
  private static final Epoch EPOCH = new Epoch(7);
  private static final Duration TTL = Duration.ofSeconds(3);
  private static final Duration AHEAD = Duration.ofMillis(150);
  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final Moment START = new Moment(1_000_000_000_000L);
  private static final Moment OLD_DEADLINE = START.plus(Duration.ofSeconds(2));

  @TempDir private Path directory;
  private final AtomicReference<Moment> now = new AtomicReference<>(START);
  private final FakeLeaseGuard guard = new FakeLeaseGuard();
  private final Channels channels = new Channels(Credentials.plain(PROOF));
  private Promises promises;

  @BeforeEach
  void servesSeven() throws Exception {
    promises = Promises.load(directory.resolve("promises"));
    promises.persistPromise(EPOCH);
    promises.persistServing(EPOCH, new InstanceId("i1"));
    guard.arm(EPOCH, OLD_DEADLINE);
  }

  @AfterEach
  void close() {
    channels.close();
  }

  private Optional<InheritedLease> begin(Endpoint... others) {
    new LeaseHint(TTL, AHEAD, List.of(others)).write(directory);
    return InheritedLease.begin("a", directory, now::get, guard, promises, channels);
  }

  @Test
  void whoeverLeadsIsFoundAndTheGuardArmedFromBeforeTheSending() throws Exception {
    try (TestMember follower = new TestMember(PROOF, TestMember.NOT_LEADER);
        TestMember leader = new TestMember(PROOF, TestMember.APPLIED)) {
      leader.beforeAnswering(() -> now.set(START.plus(Duration.ofMillis(400))));
      try (InheritedLease lease = begin(follower.address(), leader.address()).orElseThrow()) {
        lease.await(BOUND);
      }
      assertThat(leader.heard()).containsOnly(new Command.Renew(EPOCH, 0, TTL, Optional.empty()));
      assertThat(guard.armed()).contains(new LeaseGuard.Armed(EPOCH, START.plus(TTL).minus(AHEAD)));
    }
  }

  @Test
  void aFollowerThatIsElectedMeanwhileIsAskedAgain() throws Exception {
    try (TestMember member = new TestMember(PROOF, TestMember.NOT_LEADER);
        InheritedLease lease = begin(member.address()).orElseThrow()) {
      assertThat(member.awaitAsked()).isTrue();
      member.answers(TestMember.APPLIED);
      lease.await(BOUND);
      assertThat(guard.history()).hasSize(2);
    }
  }

  @Test
  void itIsRenewedAgainWhileTheStartTakesLong() throws Exception {
    try (TestMember member = new TestMember(PROOF, TestMember.APPLIED)) {
      member.beforeAnswering(() -> now.updateAndGet(at -> at.plus(Duration.ofMillis(500))));
      try (InheritedLease lease = begin(member.address()).orElseThrow()) {
        lease.await(BOUND);
        assertThat(member.awaitAskedTwice()).isTrue();
      }
    }
  }

  @Test
  void theLogsRefusalIsTheLastWord() throws Exception {
    try (TestMember member = new TestMember(PROOF, TestMember.REFUSED)) {
      try (InheritedLease lease = begin(member.address()).orElseThrow()) {
        lease.await(BOUND);
      }
      assertThat(member.heard()).hasSize(1);
      assertThat(guard.armed()).contains(new LeaseGuard.Armed(EPOCH, OLD_DEADLINE));
    }
  }

  @Test
  void anAnswerThatComesAfterTheEndArmsNothing() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (TestMember member = new TestMember(PROOF, TestMember.APPLIED)) {
      member.beforeAnswering(() -> await(closed));
      InheritedLease lease = begin(member.address()).orElseThrow();
      assertThat(member.awaitAsked()).isTrue();
      lease.close();
      closed.countDown();
      assertThat(guard.history()).hasSize(1);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whereThereIsNothingToInheritNobodyIsAsked() throws Exception {
    Endpoint nobody = new Endpoint("127.0.0.1", 9);
    guard.arm(new Epoch(6), OLD_DEADLINE);
    assertThat(begin(nobody)).as("armed for a reign that this node does not serve").isEmpty();
    guard.arm(EPOCH, START);
    assertThat(begin(nobody)).as("the deadline has passed").isEmpty();
    guard.disarm();
    assertThat(begin(nobody)).as("not armed").isEmpty();
    guard.arm(EPOCH, OLD_DEADLINE);
    promises.persistPromise(new Epoch(8));
    assertThat(begin(nobody)).as("a later epoch was promised").isEmpty();
  }

  @Test
  void withoutItsGuardNothingIsRenewed() throws Exception {
    guard.dies();
    try (TestMember member = new TestMember(PROOF, TestMember.APPLIED);
        InheritedLease lease = begin(member.address()).orElseThrow()) {
      lease.await(Duration.ofMillis(200));
      assertThat(member.heard()).isEmpty();
    }
  }
}
