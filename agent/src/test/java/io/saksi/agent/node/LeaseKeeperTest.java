package io.saksi.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.loop.EventLoop;
import io.saksi.core.model.Branch;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.FenceProof;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Settings;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LogEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {
  private static final Epoch EPOCH = new Epoch(7);
  private static final Settings SETTINGS = Settings.DEFAULT;
  private static final Moment START = new Moment(1_000_000_000_000L);

  private final AtomicReference<Moment> now = new AtomicReference<>(START);
  private final List<CompletableFuture<CommandResult>> sent = new ArrayList<>();
  private final AtomicReference<Throwable> broken = new AtomicReference<>();
  private final EventLoop loop = new EventLoop(broken::set);
  private final FakeLeaseGuard guard = new FakeLeaseGuard();
  private final LeaseKeeper lease =
      new LeaseKeeper(loop, "a", now::get, guard, this::log, () -> {});

  private CompletableFuture<CommandResult> log(LogEntry entry) {
    sent.add(new CompletableFuture<>());
    return sent.getLast();
  }

  @AfterEach
  void close() {
    loop.close();
    assertThat(broken.get()).isNull();
  }

  private void inside(Runnable event) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(() -> {
      event.run();
      done.complete(null);
    });
    done.get(5, TimeUnit.SECONDS);
  }

  private void renew() throws Exception {
    inside(() -> {
      lease.serving(Optional.of(EPOCH));
      lease.renew(EPOCH, SETTINGS, Optional.empty(), Optional.empty());
    });
  }

  private void pass(Duration time) {
    now.updateAndGet(moment -> moment.plus(time));
  }

  private static Reign open(long epoch) {
    Epoch of = new Epoch(epoch);
    return new Reign.Open(of, new NodeId("a"), new Branch(1, of), FenceProof.NEVER_OPEN);
  }

  private static Reign electing(long epoch) {
    return new Reign.Electing(new Epoch(epoch), Cause.POSTMASTER_DEAD, Set.of());
  }

  @Test
  void theDeadlineCountsFromBeforeTheSending() throws Exception {
    renew();
    pass(Duration.ofMillis(700));
    sent.getFirst().complete(new CommandResult.Applied(1));
    inside(() -> {});
    Moment deadline = START.plus(SETTINGS.leaseTtl());
    assertThat(lease.deadline()).contains(deadline);
    assertThat(guard.armed())
        .contains(new LeaseGuard.Armed(EPOCH, deadline.minus(SETTINGS.killAhead())));
  }

  @Test
  void anAnswerAfterTheNodeStoppedServingArmsNothing() throws Exception {
    renew();
    inside(() -> lease.serving(Optional.empty()));
    sent.getFirst().complete(new CommandResult.Applied(1));
    inside(() -> {});
    assertThat(lease.deadline()).isEmpty();
    assertThat(guard.history()).isEmpty();
  }

  @Test
  void anAnswerOfAnEarlierReignGivesNoLeaseInThisOne() throws Exception {
    renew();
    inside(() -> lease.serving(Optional.of(new Epoch(8))));
    sent.getFirst().complete(new CommandResult.Applied(1));
    inside(() -> {});
    assertThat(lease.deadline()).isEmpty();
    assertThat(guard.history()).isEmpty();
  }

  @Test
  void anAnswerAfterItsOwnDeadlineArmsNothing() throws Exception {
    renew();
    pass(SETTINGS.leaseTtl());
    sent.getFirst().complete(new CommandResult.Applied(1));
    inside(() -> {});
    assertThat(lease.deadline()).isEmpty();
    assertThat(guard.history()).as("it would kill a PostgreSQL whose gate is closed").isEmpty();
  }

  @Test
  void aRefusedRenewalArmsNothing() throws Exception {
    renew();
    sent.getFirst().complete(new CommandResult.Refused("epoch 7 is not open"));
    inside(() -> {});
    assertThat(guard.history()).isEmpty();
  }

  @Test
  void theNextIsDueAfterAnInterval() throws Exception {
    renew();
    sent.getFirst().complete(new CommandResult.Applied(1));
    inside(() -> {});
    renew();
    assertThat(sent).hasSize(1);
    pass(SETTINGS.renewInterval());
    renew();
    assertThat(sent).hasSize(2);
  }

  @Test
  void aFailedOneIsTriedAgainLongBeforeThat() throws Exception {
    renew();
    sent.getFirst().completeExceptionally(new IllegalStateException("no leader is known"));
    inside(() -> {});
    renew();
    assertThat(sent).as("not at once either").hasSize(1);
    pass(Duration.ofMillis(50));
    renew();
    assertThat(sent).hasSize(2);
  }

  @Test
  void withoutAGuardNoLeaseIsRenewed() throws Exception {
    guard.dies();
    renew();
    assertThat(sent).isEmpty();
  }

  @Test
  void aLeaseOutlivesItsAgentInItsEpochOnly() throws Exception {
    Moment deadline = START.plus(Duration.ofSeconds(1));
    guard.arm(EPOCH, deadline);
    inside(() -> lease.inherit(new Epoch(8)));
    assertThat(lease.deadline()).isEmpty();
    inside(() -> lease.inherit(EPOCH));
    assertThat(lease.deadline()).contains(deadline);
  }

  @Test
  void whatAReplayedLogSaysOfEarlierReignsIsPast() throws Exception {
    guard.arm(EPOCH, START.plus(Duration.ofSeconds(1)));
    inside(() -> lease.inherit(EPOCH));
    assertThat(lease.isPast(new Reign.None(Optional.empty()))).isTrue();
    assertThat(lease.isPast(open(6))).isTrue();
    assertThat(lease.isPast(electing(7))).isTrue();
    assertThat(lease.isPast(open(7))).isFalse();
    assertThat(lease.isPast(electing(8))).isFalse();
  }

  @Test
  void afterTheReleaseNothingIsGuardedAndNothingIsPast() throws Exception {
    guard.arm(EPOCH, START.plus(Duration.ofSeconds(1)));
    inside(() -> lease.inherit(EPOCH));
    inside(lease::release);
    assertThat(guard.armed()).isEmpty();
    assertThat(lease.isPast(open(6))).isFalse();
  }
}
