package io.saksi.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.proto.v1.IncidentRecord;
import io.saksi.proto.v1.IncidentStep;
import org.junit.jupiter.api.Test;

class StepsTest {
  private static IncidentStep step(String name, long at) {
    return IncidentStep.newBuilder().setStep(name).setAtMs(at).build();
  }

  @Test
  void stepsCountFromTheStrikeAndWhatWasBeforeItDoesNot() {
    Steps steps = new Steps();
    IncidentRecord incident =
        IncidentRecord.newBuilder()
            .addSteps(step("last-renewal", 900))
            .addSteps(step("begun", 1_200))
            .addSteps(step("serving", 1_700))
            .addSteps(IncidentStep.newBuilder().setStep("back"))
            .build();
    steps.add(incident, 1_000);
    steps.add(incident, 1_100);
    assertThat(steps.toString()).isEqualTo("begun 100  serving 600");
    steps.add(incident, 2_000);
    assertThat(steps.json().get("begun").getAsJsonObject().get("samples").getAsInt()).isEqualTo(2);
  }
}
