package io.saksi.agent.guard;

import io.saksi.agent.os.ElapsedClock;
import io.saksi.agent.os.HostAddresses;
import io.saksi.agent.os.OsException;
import io.saksi.core.model.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes the virtual addresses off after the guard has killed PostgreSQL: not before, for the resets
 * that end its clients' connections leave from them. On a thread of its own: a change of addresses
 * may have to wait for another one in the kernel, which the thread that kills must not.
 *
 * <p>For the same resets it keeps an address that the agent no longer renews until the deadline. It
 * does so for the last time {@link #NO_LATER_THAN} before it: should guard and agent both be gone
 * by then, the address is gone by itself soon after the time of the kill. The kernel counts whole
 * seconds and may end one a quarter of a second early.
 */
final class AddressWatch {
  static final Duration NO_LATER_THAN = Duration.ofMillis(500);

  /** With a lease that is renewed in time there is more left than this. */
  static final Duration NO_SOONER_THAN = Duration.ofMillis(1600);

  private static final Duration LIFETIME = Duration.ofSeconds(1);
  private static final Duration BETWEEN_RENEWALS = Duration.ofMillis(100);

  /** Nothing is to be done before an order is given, or a deadline comes near. */
  private static final Duration CALM = Duration.ofSeconds(1);

  private static final Duration CLOSER = Duration.ofMillis(50);
  private static final Duration CLOSE = Duration.ofMillis(2);

  /** What cannot be killed in this time may be stuck in the kernel: it serves nobody. */
  private static final Duration KILL_BOUND = Duration.ofMillis(500);

  private static final Duration RETRY = Duration.ofSeconds(2);

  private final GuardFile file;
  private final HeldAddresses held;
  private final AddressRemoval removal;
  private final boolean deputy;
  private final GuardLog log;
  private final ElapsedClock clock = new ElapsedClock();
  private List<HeldAddresses.Entry> left = List.of();
  private long triedAt;
  private long killsSeen;
  private long lateFor;
  private long renewed;

  private AddressWatch(
      GuardFile file, Path runDirectory, AddressRemoval removal, boolean deputy, GuardLog log) {
    this.file = file;
    this.removal = removal;
    this.deputy = deputy;
    this.log = log;
    held = new HeldAddresses(runDirectory);
    killsSeen = kills();
    renewed = clock.now().nanos() - BETWEEN_RENEWALS.toNanos();
  }

  /** To be made before anything may be killed: it acts on the kills from here on. */
  static AddressWatch ofGuard(
      GuardFile file, Path runDirectory, AddressRemoval removal, GuardLog log) {
    return new AddressWatch(file, runDirectory, removal, false, log);
  }

  /** Takes off after the deputy's own kills: the guard may be gone. It keeps nothing alive. */
  static AddressWatch ofDeputy(
      GuardFile file, Path runDirectory, AddressRemoval removal, GuardLog log) {
    return new AddressWatch(file, runDirectory, removal, true, log);
  }

  /** A guard that was late finds its deputy's kill done, and the addresses still there. */
  private long kills() {
    return deputy ? file.deputyKills() : file.kills() + file.deputyKills();
  }

  void start() {
    Thread.ofPlatform().daemon().name("addresses").start(this::run);
  }

  private void run() {
    var _ = present(); // what this needs is loaded before the disk may hang
    while (true) {
      Duration pause = CLOSER;
      long orders = file.orders();
      try {
        pause = look();
      } catch (IOException | RuntimeException | Error e) {
        log.say("virtual addresses: " + e); // and tries again: nobody else would
      }
      file.awaitOrder(orders, pause);
    }
  }

  private Set<Object> present() {
    Set<Object> found = new HashSet<>();
    try {
      HostAddresses.all().forEach(a -> found.add(List.of(a.interfaceIndex(), a.address())));
    } catch (OsException e) {
      log.say("virtual addresses: " + e.getMessage());
    }
    return found;
  }

  /** Returns the time until the next look. */
  Duration look() throws IOException {
    long kills = kills();
    long now = clock.now().nanos();
    if (kills != killsSeen) {
      takeOff(held.read(), now);
      killsSeen = kills;
      return CLOSER;
    }
    Optional<Armed> armed = file.armed();
    if (armed.isPresent() && armed.get().generation() != lateFor) {
      left = List.of(); // another reign's, or a renewed lease: what is held now is held rightly
    }
    if (!left.isEmpty() && now - triedAt >= RETRY.toNanos()) {
      List<HeldAddresses.Entry> still = held.read();
      takeOff(left.stream().filter(still::contains).toList(), now);
    }
    return armed.isPresent() ? look(armed.get(), now) : CALM;
  }

  private Duration look(Armed armed, long now) throws IOException {
    long rest = armed.deadline().nanos() - now;
    if (rest < -KILL_BOUND.toNanos() && lateFor != armed.generation() && isMine(now)) {
      lateFor = armed.generation();
      takeOff(held.read(), now);
    }
    boolean time = rest >= NO_LATER_THAN.toNanos() && rest <= NO_SOONER_THAN.toNanos();
    if (!deputy && time && now - renewed >= BETWEEN_RENEWALS.toNanos()) {
      renewed = now;
      renewAll();
    }
    return pause(rest);
  }

  /** A kill comes with the deadline, and is to be seen soon after it. */
  private static Duration pause(long rest) {
    long early = rest - NO_SOONER_THAN.toNanos();
    if (early > 0) {
      return Duration.ofNanos(Math.min(early, CALM.toNanos()));
    }
    return rest > CLOSER.toNanos() ? CLOSER : CLOSE;
  }

  private boolean isMine(long now) {
    return !deputy || !file.guardIsAlive(new Moment(now));
  }

  private void takeOff(List<HeldAddresses.Entry> entries, long now) {
    left = removal.remove(entries);
    triedAt = now;
  }

  /** Only what is there; and what the agent gave up meanwhile must not have come back by this. */
  private void renewAll() throws IOException {
    Set<Object> present = present();
    List<HeldAddresses.Entry> entries =
        held.read().stream()
            .filter(e -> present.contains(List.of(e.interfaceIndex(), e.address())))
            .toList();
    for (HeldAddresses.Entry entry : entries) {
      HostAddresses.put(entry.interfaceIndex(), entry.address(), entry.prefix(), LIFETIME);
    }
    List<HeldAddresses.Entry> still = held.read();
    var _ = removal.remove(entries.stream().filter(e -> !still.contains(e)).toList());
  }
}
