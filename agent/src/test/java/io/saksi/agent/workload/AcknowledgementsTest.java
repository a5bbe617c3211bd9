package io.saksi.agent.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcknowledgementsTest {
  @TempDir Path directory;

  private Acknowledgements read(String text) throws IOException {
    return Acknowledgements.read(Files.writeString(directory.resolve("acks"), text));
  }

  @Test
  void eachRowCountsOnce() throws Exception {
    assertThat(read("r 0 0\nr 0 1\nr 0 1\nr 1 0\nr 0 7\nr 0").count()).isEqualTo(4);
  }

  /** It would cost a quarter of a gigabyte, and this program has less. */
  @Test
  void aRowFarBeyondTheOthersIsDamage() {
    assertThatThrownBy(() -> read("r 0 0\nr 0 2147483646\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("too far beyond");
  }
}
