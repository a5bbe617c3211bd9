package io.saksi.agent.fence;

import io.saksi.core.model.Epoch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Turns one machine off and makes sure. What a program says of its own work is not enough: it has
 * to say "done" to {@code off}, and then, asked anew, "off" to {@code status}. Neither alone is a
 * proof: 2 is "off" in the one interface and "bad arguments" in the library that most agents share,
 * and a management controller may accept an order that it never carries out.
 */
final class Fencer {
  /** Exit statuses of the fence agent API. */
  private static final int DONE = 0;

  private static final int IS_ON = 0;
  private static final int IS_OFF = 2;

  private static final Duration VETO_BOUND = Duration.ofSeconds(5);

  private final FenceTarget target;
  private final FenceProgram program;
  private final Duration pause;

  /**
   * @param pause between attempts
   */
  Fencer(FenceTarget target, Duration pause) {
    this.target = target;
    this.program = new FenceProgram(target);
    this.pause = pause;
  }

  /** Asked before every single {@code off}; blocks within a bound of its own. */
  interface Permit {
    boolean isStillWanted() throws InterruptedException;
  }

  /** Blocks for the target's bound at most, and a veto's. */
  FenceResult fence(Epoch deposed, Permit permit) throws InterruptedException {
    if (target.veto().isPresent()) {
      Ran asked = veto(target.veto().get(), deposed);
      if (!(asked instanceof Ran.Ended ended) || ended.status() != 0) {
        return new FenceResult.Vetoed(asked.inWords());
      }
    }
    long end = System.nanoTime() + target.bound().toNanos();
    String why = "there was no time";
    for (int i = 0; i < target.attempts() && left(end).isPositive(); i++) {
      if (i > 0) {
        Thread.sleep(shorter(pause, left(end)));
      }
      if (!permit.isStillWanted()) {
        return new FenceResult.NotOurs();
      }
      Ran off = program.run("off", left(end));
      if (!isStatus(off, DONE)) {
        why = "off: " + off.inWords();
        continue;
      }
      Ran status = program.run("status", left(end));
      if (isStatus(status, IS_OFF)) {
        return new FenceResult.Confirmed();
      }
      why = "it said that it is done, but status says otherwise: " + status.inWords();
    }
    return new FenceResult.Failed(why);
  }

  /** Whether the device answers, and knows this machine. */
  Ran check(Duration bound) throws InterruptedException {
    return program.run("status", bound);
  }

  static boolean answers(Ran status) {
    return isStatus(status, IS_ON);
  }

  private Ran veto(Path veto, Epoch deposed) throws InterruptedException {
    try {
      List<String> command =
          List.of(veto.toString(), target.node().name(), Long.toString(deposed.number()));
      return FenceProgram.run(command, "", VETO_BOUND);
    } catch (IOException e) {
      return new Ran.CouldNotStart(e.getMessage());
    }
  }

  private static boolean isStatus(Ran ran, int status) {
    return ran instanceof Ran.Ended ended && ended.status() == status;
  }

  private static Duration left(long end) {
    long nanos = end - System.nanoTime();
    return Duration.ofNanos(Math.max(0, nanos));
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
