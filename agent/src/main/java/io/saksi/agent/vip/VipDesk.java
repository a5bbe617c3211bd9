package io.saksi.agent.vip;

import io.saksi.agent.guard.HeldAddresses;
import io.saksi.agent.node.Addresses;
import io.saksi.agent.node.LeaseGuard;
import io.saksi.agent.os.OsException;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.VipFacts;
import io.saksi.wire.LeaderView;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's virtual addresses. One thread of its own changes them, for the kernel or a script may
 * keep it waiting; what it goes by is told from the agent's other threads, and looked at again at
 * the moment of effect. Level-triggered: it looks at what is ten times a second, and at once when
 * something has changed.
 */
public final class VipDesk implements Addresses, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VipDesk.class);
  private static final Duration LOOK = Duration.ofMillis(100);

  private static final Duration READ_LIFETIME = Duration.ofSeconds(3);
  private static final Duration HARDWARE_LOOK = Duration.ofSeconds(5);
  private static final Duration READ_RENEWAL = Duration.ofSeconds(1);

  private final VipConfig config;
  private final VipProvider provider;
  private final LeaseGuard guard;
  private final Supplier<Moment> clock;
  private final VipRight right;
  private final VipLedger ledger;
  private final List<Vip> vips = new ArrayList<>();
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, task -> Thread.ofPlatform().daemon().name("saksi-vip").unstarted(task));

  // Told from other threads.
  private volatile Runnable changed = () -> {};
  private final Set<String> members = new ConcurrentSkipListSet<>();

  // Told to them.
  private volatile VipFacts facts = VipFacts.NONE;

  // The thread's own.
  private Set<String> hardware = Set.of();
  private Optional<Moment> hardwareAt = Optional.empty();
  private Optional<Moment> renewedFor = Optional.empty();
  private Optional<Moment> readRenewed = Optional.empty();

  /** {@link #start} is still to be called. */
  public VipDesk(
      NodeId self,
      VipConfig config,
      VipProvider provider,
      LeaseGuard guard,
      HeldAddresses held,
      Supplier<Moment> clock) {
    this.config = config;
    this.provider = provider;
    this.guard = guard;
    this.clock = clock;
    right = new VipRight(self, config.readOnPrimary(), guard, clock);
    ledger = new VipLedger(vips, provider, held);
    thread.setRemoveOnCancelPolicy(true);
    if (!config.isEmpty()) {
      config.readWrite().forEach(a -> vips.add(vip(a, VipFacts.Role.WRITE, "")));
      config
          .readOnly()
          .forEach(group ->
              group.forEach(a -> vips.add(vip(a, VipFacts.Role.READ, VipConfig.groupName(group)))));
    }
  }

  private Vip vip(VipAddress address, VipFacts.Role role, String group) {
    return new Vip(address, role, group, provider, claim -> soon(() -> claimed(claim)));
  }

  /**
   * Looks whether the addresses could be held here, and finds those that are. A read-write one
   * without a lease is a leftover, and goes.
   *
   * @throws VipException with the remedy: the agent cannot start like this
   */
  public void start() throws VipException {
    for (Vip vip : vips) {
      provider.require(vip.address());
      vip.adopt(clock.get());
    }
    ledger.note();
    if (guard.armed().isEmpty()) {
      dropNow(VipFacts.Role.WRITE);
    }
    publish();
    if (!vips.isEmpty()) {
      var _ = thread.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Where the promise on disk is; until this is known nothing is added. */
  void promisedBy(Supplier<Epoch> known) {
    right.promisedBy(known);
  }

  @Override
  public void onChange(Runnable callback) {
    changed = callback;
  }

  @Override
  public VipFacts facts() {
    return facts;
  }

  /** What this node's Raft peer has applied. */
  public void know(ClusterState now) {
    right.know(now);
    soon(this::look);
  }

  @Override
  public void heard(LeaderView view) {
    view.nodes().forEach(seen -> members.addAll(seen.report().vips().hardware()));
    if (right.heard(view)) {
      soon(this::look);
    }
  }

  /** A renewal was accepted: the lifetimes go with it. */
  void renewed() {
    soon(this::look);
  }

  /** Before a look at the gate, or an opening: what is found out counts only if nothing changed. */
  long ticket() {
    return right.ticket();
  }

  /** The gate is like this, verified; in whose name, if it is open for writes. */
  void told(long ticket, Gate now, Optional<Epoch> epoch) {
    if (right.told(ticket, now, epoch)) {
      soon(this::look);
    }
  }

  /** The gate is about to close, or closed: from here on nothing is added. */
  void closing() {
    right.closing(provider::abort);
  }

  boolean holdsWrite() {
    return ledger.holdsWrite();
  }

  /** Whether any address is here. */
  boolean holdsAny() {
    return ledger.holdsAny();
  }

  /**
   * Takes every address away; after {@link #closing}. Blocks for the bound at most.
   *
   * @throws VipException if one is, or may be, still there
   */
  void dropAll(Duration bound) throws VipException, InterruptedException {
    if (!ledger.holdsAny()) {
      return;
    }
    Future<?> dropped =
        thread.submit(() -> {
          dropNow(VipFacts.Role.WRITE);
          dropNow(VipFacts.Role.READ);
          publish();
          return null;
        });
    try {
      dropped.get(bound.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new VipException("a virtual address stays: " + e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new VipException(
          "a virtual address could not be removed in " + bound.toMillis() + " ms", e);
    }
  }

  private void dropNow(VipFacts.Role role) throws VipException {
    VipException failure = null;
    for (Vip vip : vips) {
      if (vip.role() == role) {
        try {
          vip.drop();
        } catch (VipException e) {
          vip.failed(e.getMessage(), clock.get());
          failure = e;
        }
      }
    }
    ledger.note();
    if (failure != null) {
      throw failure;
    }
  }

  private void soon(Runnable task) {
    if (!vips.isEmpty()) {
      try {
        thread.execute(task);
      } catch (RejectedExecutionException e) {
        LOG.debug("too late", e);
      }
    }
  }

  private void claimed(Vip.Claim claim) {
    if (!hardware().contains(claim.hardware())) {
      guarded(
          claim.vip(),
          () -> claim.vip().claimed(claim.hardware(), isMember(claim.hardware()), clock.get()));
      publish();
    }
  }

  private boolean isMember(String hardware) {
    return members.contains(hardware);
  }

  /** Cards are changed; looking for it is not free. */
  private Set<String> hardware() {
    Moment now = clock.get();
    if (hardwareAt.map(at -> now.since(at).compareTo(HARDWARE_LOOK) >= 0).orElse(true)) {
      hardware = new TreeSet<>(provider.hardware());
      hardwareAt = Optional.of(now);
    }
    return hardware;
  }

  private void look() {
    Moment now = clock.get();
    boolean renew = renewalIsDue(now);
    boolean readRenew =
        readRenewed.map(at -> now.since(at).compareTo(READ_RENEWAL) >= 0).orElse(true);
    for (Vip vip : vips) {
      guarded(
          vip,
          () -> {
            switch (vip.role()) {
              case WRITE -> write(vip, now, renew);
              case READ -> read(vip, now, readRenew);
            }
          });
    }
    if (readRenew) {
      readRenewed = Optional.of(now);
    }
    publish();
  }

  private boolean renewalIsDue(Moment now) {
    Optional<Moment> deadline = guard.armed().map(LeaseGuard.Armed::deadline);
    boolean due = provider.expires() && deadline.isPresent() && !deadline.equals(renewedFor);
    if (due) {
      renewedFor = deadline;
    }
    return due && deadline.get().since(now).isPositive();
  }

  private void write(Vip vip, Moment now, boolean renew) throws VipException, IOException {
    boolean comes = right.comes();
    if (vip.isHeld() && right.mayStay()) {
      if (renew) {
        vip.renew(right.writeLifetime(now));
      }
      vip.keep(now);
    } else if (right.mayWrite()) {
      Vip.Taking taking = new Vip.Taking(members, right::mayWrite, ledger::taking);
      vip.take(now, right.writeLifetime(now), taking);
    } else if (vip.isHeld() || !comes) {
      vip.drop();
    } else {
      vip.prepare(now);
    }
    ledger.note();
  }

  private void read(Vip vip, Moment now, boolean renew) throws VipException, IOException {
    if (!right.mayRead(vip.group())) {
      vip.drop();
    } else if (!vip.isHeld()) {
      Vip.Taking taking = new Vip.Taking(members, () -> right.mayRead(vip.group()), ledger::taking);
      vip.take(now, READ_LIFETIME, taking);
    } else {
      if (renew && provider.expires()) {
        vip.renew(READ_LIFETIME);
      }
      vip.keep(now);
    }
    ledger.note();
  }

  private interface Step {
    void run() throws VipException, IOException;
  }

  /** One address in trouble is no reason to leave the others. */
  private void guarded(Vip vip, Step step) {
    try {
      step.run();
    } catch (VipException | IOException | OsException e) {
      vip.failed(String.valueOf(e.getMessage()), clock.get());
      ledger.note();
    }
  }

  private void publish() {
    VipFacts now =
        vips.isEmpty()
            ? VipFacts.NONE
            : new VipFacts(
                vips.stream().map(Vip::facts).toList(),
                hardware(),
                config.readLag(),
                config.readOnPrimary());
    if (!now.equals(facts)) {
      facts = now;
      changed.run();
    }
  }

  /** What is held stays: the kernel's lifetime, the guard or the next agent sees to it. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
