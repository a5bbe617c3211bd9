package io.saksi.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent noted of its gate for the next one, damaged. */
class NotesOfTheGateTest {
  @TempDir private Path directory;
  private RunFiles run;
  private HbaFile hba;

  @BeforeEach
  void choose() {
    run = new RunFiles(directory);
    hba = new HbaFile(null, run);
  }

  @Test
  void whereTheNoteSaysNothingEverybodyMayBeIn() throws Exception {
    Files.writeString(run.gate(), "CLOS");
    assertThat(hba.mayBeInForce()).isEqualTo(Gate.WRITE);
    assertThatThrownBy(hba::gate).isInstanceOf(IOException.class).hasMessageContaining("damaged");
    Files.writeString(run.gate(), "CLOSED");
    assertThat(hba.mayBeInForce()).isEqualTo(Gate.CLOSED);
    Files.write(run.changing(), new byte[] {(byte) 0xC3});
    assertThat(hba.mayBeInForce()).as("a change was begun").isEqualTo(Gate.WRITE);
  }

  @Test
  void whatIsNoAddressIsNoMember() throws Exception {
    Files.write(
        run.members(),
        "10.0.0.1\nall all trust\nfd00::1\n\u00C3".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(hba.members()).containsExactly("10.0.0.1", "fd00::1");
  }
}
