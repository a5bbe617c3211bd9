package io.saksi.agent.cli.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.proto.v1.Operation;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StoryTest {
  private final StringWriter said = new StringWriter();
  private final Story story = new Story(new PrintWriter(said, true), false);

  private static Operation phase(String phase, long version) {
    return Operation.newBuilder()
        .setWhat("switchover to b")
        .setState(Operation.State.STATE_RUNNING)
        .setPhase(phase)
        .setPhaseDetail("b does something")
        .setStateVersion(version)
        .build();
  }

  @Test
  void aHeartbeatIsNotToldAgainButALongSilenceIsBroken() {
    story.on(phase("preparing", 0));
    story.on(phase("preparing", 0));
    assertThat(said.toString().lines()).hasSize(1);
    story.remind(Duration.ofDays(1));
    assertThat(said.toString().lines()).hasSize(1);
    story.remind(Duration.ZERO);
    assertThat(said.toString()).contains("preparing goes on");
  }

  @Test
  void anInterruptionSaysWhetherTheOrderIsGiven() {
    story.on(phase("preparing", 0));
    assertThat(Interruption.words(story)).contains("may have been ordered");
    story.on(phase("closing", 7));
    assertThat(Interruption.words(story)).contains("goes on: switchover to b");
    story.on(phase("electing", 0));
    assertThat(story.isGiven()).isTrue();
  }
}
