package io.saksi.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.States;
import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Configuration;
import io.saksi.core.model.Orders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ConfiguringTest {
  private static final Orders.By BY = new Orders.By("key", "olga", "here", "more memory");
  private static final Instant AT = Instant.ofEpochMilli(1_000);

  private ClusterState state = States.after(States.members(), new Command.RaiseLevel(8));

  private static Configuration.Content memory(String value) {
    return new Configuration.Content(Map.of("work_mem", value), List.of());
  }

  private Outcome set(long replaces, Configuration.Content content) {
    Outcome outcome =
        state.apply(new Command.SetConfiguration(replaces, content, BY, AT), OptionalLong.empty());
    state = outcome.state();
    return outcome;
  }

  @Test
  void whatIsSetIsInForceAndWhatWasBeforeIsRemembered() {
    assertThat(state.configuration().number()).isZero();
    assertThat(set(0, memory("8MB"))).isInstanceOf(Outcome.Applied.class);
    assertThat(set(1, memory("16MB"))).isInstanceOf(Outcome.Applied.class);
    assertThat(state.configuration().number()).isEqualTo(2);
    assertThat(state.configuration().content()).isEqualTo(memory("16MB"));
    assertThat(state.configuration().content(1)).contains(memory("8MB"));
    assertThat(state.configuration().content(0)).contains(Configuration.Content.EMPTY);
    assertThat(state.configuration().versions().getFirst().by()).isEqualTo(BY);
  }

  @Test
  void nobodyOverwritesWhatHeHasNotSeen() {
    assertThat(set(0, memory("8MB"))).isInstanceOf(Outcome.Applied.class);
    assertThat(set(0, memory("16MB"))).isInstanceOf(Outcome.Refused.class);
    assertThat(state.configuration().content()).isEqualTo(memory("8MB"));
  }

  @Test
  void whatIsSoAlreadyAndWhatIsTooLongIsRefused() {
    assertThat(set(0, memory("8MB"))).isInstanceOf(Outcome.Applied.class);
    assertThat(set(1, memory("8MB"))).isInstanceOf(Outcome.Refused.class);
    assertThat(set(1, memory("x".repeat(Configuring.LONGEST)))).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void onlyTheLatestAreRemembered() {
    for (int i = 0; i < Configuration.MOST + 5; i++) {
      assertThat(set(i, memory(i + "MB"))).isInstanceOf(Outcome.Applied.class);
    }
    assertThat(state.configuration().versions()).hasSize(Configuration.MOST);
    assertThat(state.configuration().number()).isEqualTo(Configuration.MOST + 5);
    assertThat(state.configuration().content(5)).isEmpty();
    assertThat(state.configuration().content(6)).contains(memory("5MB"));
  }
}
