package io.saksi.agent.guard;

import io.saksi.agent.os.ElapsedClock;
import io.saksi.agent.os.HostAddresses;
import io.saksi.agent.os.OsException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes the virtual addresses off after the guard has killed PostgreSQL: not before, for the resets
 * that end its clients' connections leave from them. On a thread of its own: a change of addresses
 * may have to wait for another one in the kernel, which the thread that kills must not.
 *
 * <p>For the same resets it keeps an address that the agent no longer renews until the deadline. It
 * does so for the last time {@link #NO_LATER_THAN} before it: should guard and agent both be gone
 * by then, the address is gone by itself at about the time of the kill.
 */
final class AddressWatch {
  static final Duration NO_LATER_THAN = Duration.ofMillis(800);

  /** With a lease that is renewed in time there is more left than this. */
  static final Duration NO_SOONER_THAN = Duration.ofMillis(1600);

  private static final Duration LIFETIME = Duration.ofSeconds(1);
  private static final Duration BETWEEN_RENEWALS = Duration.ofMillis(250);
  private static final Duration CALM = Duration.ofMillis(50);
  private static final Duration CLOSE = Duration.ofMillis(2);

  /** What cannot be killed in this time may be stuck in the kernel: it serves nobody. */
  private static final Duration KILL_BOUND = Duration.ofMillis(500);

  private static final Duration COMMAND_BOUND = Duration.ofSeconds(60);

  private final GuardFile file;
  private final HeldAddresses held;
  private final GuardLog log;
  private final ElapsedClock clock = new ElapsedClock();
  private long killsSeen;
  private long lateFor;
  private long renewed;

  AddressWatch(GuardFile file, Path runDirectory, GuardLog log) {
    this.file = file;
    this.log = log;
    held = new HeldAddresses(runDirectory);
    killsSeen = file.kills();
    renewed = clock.now().nanos() - BETWEEN_RENEWALS.toNanos();
  }

  void start() {
    Thread.ofPlatform().daemon().name("addresses").start(this::run);
  }

  private void run() {
    var _ = present(); // what this needs is loaded before the disk may hang
    while (true) {
      Duration pause = CALM;
      try {
        pause = look();
      } catch (IOException | OsException e) {
        log.say("virtual addresses: " + e.getMessage());
      }
      LockSupport.parkNanos(pause.toNanos());
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
    long kills = file.kills();
    if (kills != killsSeen) {
      removeAll(held.read());
      killsSeen = kills;
      return CALM;
    }
    Optional<Armed> armed = file.armed();
    if (armed.isEmpty()) {
      return CALM;
    }
    long now = clock.now().nanos();
    long left = armed.get().deadline().nanos() - now;
    if (left < -KILL_BOUND.toNanos() && lateFor != armed.get().generation()) {
      lateFor = armed.get().generation();
      removeAll(held.read());
    }
    boolean time = left >= NO_LATER_THAN.toNanos() && left <= NO_SOONER_THAN.toNanos();
    if (time && now - renewed >= BETWEEN_RENEWALS.toNanos()) {
      renewed = now;
      renewAll();
    }
    return left > CALM.toNanos() ? CALM : CLOSE;
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
    removeAll(entries.stream().filter(e -> !still.contains(e)).toList());
  }

  private void removeAll(List<HeldAddresses.Entry> entries) {
    for (HeldAddresses.Entry entry : entries) {
      try {
        if (entry.command().isPresent()) {
          command(entry, entry.command().get());
        } else if (HostAddresses.remove(entry.interfaceIndex(), entry.address(), entry.prefix())) {
          log.say("took off " + entry.address().getHostAddress());
        }
      } catch (OsException | IOException e) {
        log.say("cannot take off " + entry + ": " + e.getMessage());
      }
    }
  }

  private void command(HeldAddresses.Entry entry, Path command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command.toString(), "del");
    builder
        .environment()
        .putAll(HeldAddresses.environment(entry.address(), entry.prefix(), entry.interfaceName()));
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectErrorStream(true);
    Process process = builder.start();
    try {
      if (!process.waitFor(COMMAND_BOUND.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this thread", e);
    }
    log.say("ran " + command + " del for " + entry.address().getHostAddress());
  }
}
