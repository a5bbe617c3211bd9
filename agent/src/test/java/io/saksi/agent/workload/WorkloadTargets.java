package io.saksi.agent.workload;

import io.saksi.fuzz.Scratch;
import io.saksi.fuzz.Shape;
import io.saksi.fuzz.Target;
import io.saksi.property.Draw;
import java.io.IOException;
import java.util.List;

/** What a workload noted. */
public final class WorkloadTargets {
  private WorkloadTargets() {}

  public static List<Target> all() {
    Scratch scratch = new Scratch();
    return List.of(
        Target.ofText("workload.acknowledgements", Draw.of("r1 0 0\nr1 0 1\nr1 1 0\nr1 0 7\n"))
            .shaped(Shape.text("r1", " ", "\n", "0"))
            .refusesBy(IOException.class)
            .costing(20)
            .tried(in -> Acknowledgements.read(scratch.file("acks", in)).count()));
  }
}
