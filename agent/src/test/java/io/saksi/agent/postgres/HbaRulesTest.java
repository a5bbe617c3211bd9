package io.saksi.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HbaRulesTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host replication all all trust",
        "host shop,replication all all trust",
        "host shop, replication all all trust",
        "host ,replication all all trust",
        "host shop,, replication all all trust",
        "hostssl REPLICATION all all trust",
        "  local\treplication all trust",
        "host @databases all all trust",
        "include other.conf",
        "\"include\" other.conf",
        "in\"clude\"_dir /etc/rules",
        "include_dir /etc/rules",
        "host all all all trust \\",
        "host all all all trust\nhost replication all all trust",
      })
  void ruleThatMayLetReplicationInIsRefused(String rule) {
    assertThat(HbaRules.mistake(rule)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host all all all scram-sha-256",
        "host shop replication 10.0.0.0/8 scram-sha-256",
        "host shop, stock app , all scram-sha-256",
        "hostssl \"my db\" app 10.0.0.0 255.0.0.0 cert map=users",
      })
  void otherRulesAreTheUsers(String rule) {
    assertThat(HbaRules.mistake(rule)).isEmpty();
  }

  @Test
  void fileIsReadAsPostgresWouldAndMistakesNameTheirLine() throws Exception {
    Path file = directory.resolve("rules");
    Files.writeString(
        file, "# ours\n\nhost shop app 10.0.0.0/8 \\\n scram-sha-256\nlocal all all peer\n");
    assertThat(HbaRules.read(file))
        .containsExactly("host shop app 10.0.0.0/8  scram-sha-256", "local all all peer");
    Files.writeString(file, "local all all peer\nhost x,\\\n replication all all trust\n");
    assertThatThrownBy(() -> HbaRules.read(file))
        .hasMessageContaining("line 3")
        .hasMessageContaining("replication");
    assertThatThrownBy(() -> HbaRules.read(directory.resolve("none")))
        .hasMessageContaining("cannot be read");
  }
}
