package io.saksi.agent.fence;

import io.saksi.fuzz.Scratch;
import io.saksi.fuzz.Shape;
import io.saksi.fuzz.Target;
import io.saksi.property.Draw;
import java.util.List;

/** The file that says how machines are turned off. */
public final class FenceTargets {
  private static final String FILE =
      """
      # one machine
      [a]
      agent = /bin/true
      ip = 192.0.2.1
      saksi_timeout = 7
      saksi_attempts = 3
      saksi_veto = /bin/false

      [b]
      command = /bin/true
      lanplus = 1
      """;

  private FenceTargets() {}

  public static List<Target> all() {
    Scratch scratch = new Scratch();
    return List.of(
        Target.ofText("fence.file", Draw.of(FILE))
            .shaped(
                Shape.text(
                    "[", "]", "=", "#", "@", "agent", "command", "password", "saksi_", "action"))
            .refusesBy(FenceConfigException.class)
            .costing(20)
            .tried(in ->
                FenceConfig.read(scratch.file("fence", in))
                    .targets()
                    .values()
                    .forEach(FenceTargets::check)));
  }

  /** What is taken can be given to a program: a line for each option, and times within bounds. */
  private static void check(FenceTarget target) {
    boolean oneLineEach =
        target.options().entrySet().stream()
            .noneMatch(option -> (option.getKey() + option.getValue()).contains("\n"));
    boolean bounded = target.bound().toSeconds() >= 1 && target.bound().toSeconds() <= 600;
    if (!oneLineEach || !bounded || !target.program().isAbsolute()) {
      throw new AssertionError("taken: " + target);
    }
  }
}
