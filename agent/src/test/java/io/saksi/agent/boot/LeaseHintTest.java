package io.saksi.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.Endpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseHintTest {
  @TempDir private Path directory;

  @Test
  void whatWasWrittenIsReadAndTheNewestStands() {
    Endpoint other = new Endpoint("10.0.0.2", 7400);
    new LeaseHint(Duration.ofSeconds(3), Duration.ofMillis(150), List.of()).write(directory);
    LeaseHint newest =
        new LeaseHint(Duration.ofSeconds(10), Duration.ofMillis(500), List.of(other, other));
    newest.write(directory);
    assertThat(LeaseHint.read(directory)).contains(newest);
  }

  @Test
  void withoutOneThereIsNone() {
    assertThat(LeaseHint.read(directory)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v2 3000 150",
        "v1 3000",
        "v1 x 150",
        "v1 -3000 150",
        "v1 3000 15",
        "v1 3000 0",
        "v1 30000 150",
        "v1 3000 150\nhost",
        "v1 3000 150\nhost 123456",
        "v1 3000 150\n 7400"
      })
  void aDamagedOneIsNone(String text) throws Exception {
    Files.writeString(directory.resolve("lease.hint"), text);
    assertThat(LeaseHint.read(directory)).isEmpty();
  }

  @Test
  void aHugeOneIsNotRead() throws Exception {
    Files.writeString(directory.resolve("lease.hint"), "v1 3000 150\n" + "h 1\n".repeat(10_000));
    assertThat(LeaseHint.read(directory)).isEmpty();
  }
}
