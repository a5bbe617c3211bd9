package io.saksi.agent.guard;

import io.saksi.agent.os.ElapsedClock;
import io.saksi.agent.os.KillResult;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import io.saksi.fuzz.Scratch;
import io.saksi.fuzz.Shape;
import io.saksi.fuzz.Target;
import io.saksi.fuzz.Trial;
import io.saksi.property.Draw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What agent and guard leave each other in the run directory. */
public final class GuardTargets {
  private GuardTargets() {}

  public static List<Target> all() {
    return List.of(state(), held(), next());
  }

  private static Target state() {
    Scratch scratch = new Scratch();
    return Target.of("guard.state", states(new Scratch()))
        .shaped(Shape.WORDS)
        .refusesBy(GuardFileException.class)
        .costing(40)
        .tried(in -> {
          Path run = scratch.file(GuardFile.NAME, in).getParent();
          look(GuardFile.open(run), scratch);
        });
  }

  private static Draw<byte[]> states(Scratch scratch) {
    return random -> {
      try {
        Path run = scratch.directory();
        GuardFile file = GuardFile.create(run);
        Moment now = new ElapsedClock().now();
        if (random.nextBoolean()) {
          file.arm(new Epoch(random.nextLong(1, 99)), now.plus(Duration.ofSeconds(2)));
          file.guardRecord().killIsDone(file.armed().orElseThrow(), now, now);
          file.arm(new Epoch(random.nextLong(1, 99)), now.plus(Duration.ofHours(2)));
        }
        file.guardRecord().beat(now);
        file.deputyRecord().beat(now);
        file.watchdogFed(now, 10);
        file.agentHeartbeat(now);
        file.guardIs(random.nextLong(1, 1 << 22));
        return Files.readAllBytes(run.resolve(GuardFile.NAME));
      } catch (IOException | GuardFileException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  /** All that agent, guard and deputy read of it, and a guard's look: it kills, or it waits. */
  private static void look(GuardFile file, Scratch scratch) throws IOException {
    Moment now = new ElapsedClock().now();
    file.lastKill();
    file.agentHeartbeat();
    file.guardIsAlive(now);
    file.deputyIsAlive(now);
    file.watchdogIsArmed(now);
    file.guardIsKilling();
    Optional<Armed> armed = file.armed();
    int[] kills = {0};
    GuardLog log = new GuardLog(scratch.directory().resolve("log"), "guard");
    try {
      DeadlineWatch watch =
          DeadlineWatch.ofDeputy(
              file,
              "PostgreSQL",
              _ -> {
                kills[0]++;
                return new KillResult.AllDead(0, Duration.ZERO);
              },
              log);
      Duration pause = watch.look();
      boolean late =
          armed.isPresent() && armed.get().deadline().nanos() < now.nanos() - 1_000_000_000;
      if (pause.isNegative() || pause.compareTo(GuardFile.LONGEST_LOOK) > 0) {
        throw new AssertionError("the next look is in " + pause);
      }
      if (late && kills[0] == 0) {
        throw new AssertionError("the deadline is over, and nothing was killed: " + armed);
      }
    } finally {
      log.close();
    }
  }

  private static Target held() {
    Scratch scratch = new Scratch();
    return Target.ofText(
            "guard.addresses",
            Draw.of(
                "2\t24\t10.0.0.100\teth0\t\n0\t64\tfd00::1\teth0\t/usr/local/bin/vip\n",
                "3\t32\t192.0.2.7\tbond0\t\n"))
        .shaped(Shape.text("\t", "\n", "::", "%eth0", "/"))
        .forgiving()
        .costing(20)
        .tried(
            Trial.roundTrip(
                in -> new HeldAddresses(scratch.file(HeldAddresses.NAME, in).getParent()).read(),
                entries -> {
                  new HeldAddresses(scratch.directory()).write(entries);
                  return Files.readAllBytes(scratch.directory().resolve(HeldAddresses.NAME));
                }));
  }

  private static Target next() {
    Scratch scratch = new Scratch();
    return Target.ofText("guard.next", Draw.of("/bin/sh\n"))
        .shaped(Shape.text("/", "..", "\0"))
        .refusesBy(IOException.class)
        .costing(20)
        .tried(in -> {
          Path launcher = Upgrade.next(scratch.file("guard.next", in).getParent()).orElseThrow();
          if (!launcher.isAbsolute()) {
            throw new AssertionError("not absolute: " + launcher);
          }
        });
  }
}
