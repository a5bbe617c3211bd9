package io.saksi.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeputyCommandTest {
  @Test
  void theSameProgramInAnotherRole() {
    List<String> own =
        List.of(
            "/r/java", "-Xmx8m", "-XX:AOTCacheOutput=x", "-cp", "a:b", "Main", "--log", "", "x");
    assertThat(DeputyKeeper.commandFor(own, List.of("--log", "", "x")))
        .containsExactly(
            "/r/java", "-Xmx8m", "-cp", "a:b", "Main", DeputyKeeper.DEPUTY, "--log", "", "x");
  }

  @Test
  void oneThatCannotBeToldIsNone() {
    assertThat(DeputyKeeper.commandFor(List.of("x"), List.of("a", "b"))).isEmpty();
  }
}
