package io.saksi.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.core.model.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedConfigurationTest {
  @TempDir private Path directory;

  @Test
  void itIsReadAsItWasWritten() throws Exception {
    Path file = directory.resolve("configuration");
    assertThat(SharedConfiguration.read(file)).isEqualTo(SharedConfiguration.NONE);
    SharedConfiguration written =
        new SharedConfiguration(
            7,
            new Configuration.Content(
                Map.of("log_line_prefix", "it's = %m ", "work_mem", "", "my.own", "ä=b"),
                List.of("host all app 10.0.0.0/8 trust", "local all all peer")));
    written.write(file);
    assertThat(SharedConfiguration.read(file)).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "seven\n",
        "1\nwork_mem=1\n",
        "1\nparameter fsync=off\n",
        "1\nparameter Work=1\n",
        "1\nrule host all all 10.0.0.0/8\n",
        "1\nrule include /etc/passwd\n"
      })
  void whatIsDamagedIsNotTaken(String text) throws Exception {
    Path file = Files.writeString(directory.resolve("configuration"), text);
    assertThatThrownBy(() -> SharedConfiguration.read(file)).isInstanceOf(IOException.class);
    assertThat(SharedConfiguration.readIfAny(file)).isEmpty();
  }
}
