package io.saksi.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.os.ElapsedClock;
import io.saksi.agent.os.HostAddresses;
import io.saksi.agent.os.NetworkNamespace;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the guard does with addresses when no agent is there. In a network namespace: needs root.
 */
class AddressWatchTest {
  private static final InetAddress ADDRESS = InetAddress.ofLiteral("10.97.0.100");
  private static final int LOOPBACK = 1;

  @TempDir private Path directory;
  private final ElapsedClock clock = new ElapsedClock();
  private NetworkNamespace network;
  private GuardFile file;
  private GuardLog log;
  private AddressRemoval removal;
  private AddressWatch watch;

  @BeforeEach
  void make() throws Exception {
    network = NetworkNamespace.make("skg" + ProcessHandle.current().pid());
    file = GuardFile.create(directory);
    log = new GuardLog(directory.resolve("log"), "guard");
    removal = new AddressRemoval(ProcessBuilder::start, log);
    watch = AddressWatch.ofGuard(file, directory, removal, log);
  }

  @AfterEach
  void remove() throws Exception {
    network.close();
    log.close();
  }

  private void held(Optional<Path> command) throws Exception {
    new HeldAddresses(directory)
        .write(List.of(new HeldAddresses.Entry(LOOPBACK, 32, ADDRESS, "lo", command)));
  }

  private void put(Duration lifetime) throws Exception {
    network.in(() -> {
      HostAddresses.put(LOOPBACK, ADDRESS, 32, lifetime);
      return null;
    });
  }

  private boolean isThere() throws Exception {
    return network.in(
        () -> HostAddresses.all().stream().anyMatch(a -> a.address().equals(ADDRESS)));
  }

  private void look() throws Exception {
    Duration pause = network.in(watch::look);
    LockSupport.parkNanos(pause.toNanos());
  }

  private Armed armed(Duration left) {
    file.arm(new Epoch(1), clock.now().plus(left));
    return file.armed().orElseThrow();
  }

  @Test
  void addressGoesAfterPostgresIsKilledAndNotBefore() throws Exception {
    held(Optional.empty());
    put(Duration.ofSeconds(60));
    Armed armed = armed(Duration.ofMillis(10));
    Moment deadline = armed.deadline();
    while (clock.now().since(deadline).isNegative()) {
      look();
    }
    look();
    assertThat(isThere()).as("the resets of the kill leave from it").isTrue();
    file.guardRecord().killBegins(armed.generation());
    file.guardRecord().killIsDone(armed, clock.now(), clock.now());
    look();
    assertThat(isThere()).isFalse();
  }

  @Test
  void addressOfProcessesThatCannotBeKilledGoesAllTheSame() throws Exception {
    held(Optional.empty());
    put(Duration.ofSeconds(60));
    Moment deadline = armed(Duration.ofMillis(1)).deadline();
    while (clock.now().since(deadline).compareTo(Duration.ofMillis(600)) < 0) {
      look();
    }
    assertThat(isThere()).isFalse();
  }

  @Test
  void addressThatNobodyRenewsLastsUntilTheDeadline() throws Exception {
    held(Optional.empty());
    put(Duration.ofSeconds(1));
    Moment deadline = armed(Duration.ofSeconds(2)).deadline();
    while (clock.now().isBefore(deadline)) {
      look();
    }
    assertThat(isThere()).isTrue();
  }

  @Test
  void addressThatTheAgentGaveUpDoesNotComeBack() throws Exception {
    held(Optional.empty());
    new HeldAddresses(directory).write(List.of());
    armed(Duration.ofSeconds(1));
    look();
    assertThat(isThere()).isFalse();
  }

  @Test
  void scriptIsToldToTakeItAway() throws Exception {
    Path script = directory.resolve("script");
    Path said = directory.resolve("said");
    Files.writeString(script, "#!/bin/sh\necho $1 $SAKSI_VIP_ADDRESS >" + said + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    held(Optional.of(script));
    Armed armed = armed(Duration.ofMillis(1));
    file.guardRecord().killIsDone(armed, clock.now(), clock.now());
    look();
    assertThat(said).hasContent("del 10.97.0.100");
  }

  private Path failsOnce() throws Exception {
    Path script = directory.resolve("script");
    Path said = directory.resolve("said");
    Files.writeString(
        script, "#!/bin/sh\necho $1 >>" + said + "\ntest $(wc -l <" + said + ") -ge 2\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    held(Optional.of(script));
    return said;
  }

  private void kill(Armed armed) {
    file.guardRecord().killIsDone(armed, clock.now(), clock.now());
  }

  @Test
  void scriptThatFailsIsRunAgain() throws Exception {
    Path said = failsOnce();
    kill(armed(Duration.ofMillis(1)));
    lookFor(Duration.ofSeconds(5));
    assertThat(said).hasContent("del\ndel");
  }

  @Test
  void scriptThatFailedIsNotRunAgainInTheNextReign() throws Exception {
    Path said = failsOnce();
    kill(armed(Duration.ofMillis(1)));
    look();
    armed(Duration.ofSeconds(60));
    lookFor(Duration.ofSeconds(3));
    assertThat(said).hasContent("del");
  }

  private void lookFor(Duration time) throws Exception {
    Moment end = clock.now().plus(time);
    while (clock.now().isBefore(end)) {
      look();
    }
  }

  @Test
  void addressGoesAlsoWhereTheDeputyWasFirst() throws Exception {
    held(Optional.empty());
    put(Duration.ofSeconds(60));
    file.deputyRecord().killIsDone(armed(Duration.ofMillis(1)), clock.now(), clock.now());
    look();
    assertThat(isThere()).isFalse();
  }

  @Test
  void deputyTakesItOffAfterItsOwnKillOnly() throws Exception {
    watch = AddressWatch.ofDeputy(file, directory, removal, log);
    held(Optional.empty());
    put(Duration.ofSeconds(60));
    kill(armed(Duration.ofMillis(1)));
    look();
    assertThat(isThere()).as("the guard's to take off").isTrue();
    file.deputyRecord().killIsDone(armed(Duration.ofMillis(1)), clock.now(), clock.now());
    look();
    assertThat(isThere()).isFalse();
  }

  @Test
  void aDamagedListIsReadAsFarAsItGoes() throws Exception {
    held(Optional.empty());
    Path list = directory.resolve(HeldAddresses.NAME);
    Files.writeString(list, Files.readString(list) + "x\ty\n\n");
    assertThat(new HeldAddresses(directory).read()).hasSize(1);
  }
}
