package io.saksi.agent.disaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.core.model.Endpoint;
import io.saksi.core.model.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written down for the next start is read as it was meant, or not taken for nothing. */
class NotesOnDiskTest {
  private static final Endpoint V6 = new Endpoint("fd00::1", 7400);

  @TempDir Path home;

  @Test
  void theyComeBackAsTheyWere() throws Exception {
    Superseded superseded = new Superseded(2, UUID.randomUUID().toString(), V6);
    superseded.write(home);
    assertThat(Superseded.read(home)).contains(superseded);
    Superseded.forget(home);
    assertThat(Superseded.read(home)).isEmpty();
    Intent intent =
        new Intent(UUID.randomUUID(), UUID.randomUUID(), Set.of(new NodeId("b"), new NodeId("a")));
    intent.write(home);
    assertThat(Intent.read(home)).contains(intent);
    assertThat(Begun.refusal(home).orElseThrow()).contains("--abandon");
    Intent.forget(home);
    assertThat(Begun.refusal(home)).isEmpty();
    Rejoining.write(home, List.of(V6, new Endpoint("b", 1)));
    assertThat(Rejoining.read(home).orElseThrow()).containsExactly(V6, new Endpoint("b", 1));
    Rejoining.done(home);
    assertThat(Rejoining.read(home)).isEmpty();
    KnownAgents.write(home, Set.of(V6));
    assertThat(KnownAgents.read(home)).containsExactly(V6);
  }

  @Test
  void damageIsNotTakenForNothing() throws Exception {
    for (String text : List.of("", "v1", "v9 2 g 10.0.0.1:1", "v1 x g 10.0.0.1:1", "v1 2 g here")) {
      Files.writeString(home.resolve("superseded"), text);
      assertThatThrownBy(() -> Superseded.read(home))
          .as(text)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("damaged");
    }
    Files.writeString(home.resolve("disaster"), "v1 not-a-uuid x a");
    assertThatThrownBy(() -> Intent.read(home)).hasMessageContaining("damaged");
    assertThat(Begun.refusal(home)).as("the agent does not start").isPresent();
    Files.writeString(home.resolve("rejoin"), "nowhere\n");
    assertThatThrownBy(() -> Rejoining.read(home)).hasMessageContaining("damaged");
  }

  @Test
  void whatCouldNotBeReadAgainIsNotWritten() {
    for (String group : List.of("", "a b", "a\n", "x".repeat(65))) {
      assertThatThrownBy(() -> new Superseded(2, group, V6))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new Superseded(0, "g", V6))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aHintIsOnlyAHint() throws Exception {
    Files.writeString(home.resolve("agents"), "10.0.0.1:7400\nrubbish\nb:99999\n[[x]]:1\n");
    assertThat(KnownAgents.read(home)).containsExactly(new Endpoint("10.0.0.1", 7400));
    Files.write(home.resolve("agents"), new byte[] {(byte) 0xC3, '\n', 'b', ':', '7', '\n'});
    assertThat(KnownAgents.read(home)).containsExactly(new Endpoint("b", 7));
  }
}
