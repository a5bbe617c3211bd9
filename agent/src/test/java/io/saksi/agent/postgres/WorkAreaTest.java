package io.saksi.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkAreaTest {
  @TempDir private Path folder;

  /** A node whose clone was called off at that moment could otherwise never be cloned again. */
  @Test
  void beginningThatWasStoppedBeforeItsMarkerWasThereIsBegunAnew() throws IOException {
    WorkArea area = new WorkArea(folder.resolve("data.saksi-work"));
    Files.createDirectory(area.root());
    Files.writeString(area.root().resolve("saksi.marker.new"), "clo");
    area.begin("clone of b:5432");
    assertThat(area.purpose()).isEqualTo("clone of b:5432");
    assertThat(area.data()).doesNotExist();
  }

  @Test
  void whatIsNotOursStays() throws IOException {
    WorkArea area = new WorkArea(folder.resolve("data.saksi-work"));
    Files.createDirectory(area.root());
    Path precious = Files.writeString(area.root().resolve("precious"), "!");
    assertThatThrownBy(() -> area.begin("clone of b:5432"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no marker of ours");
    assertThat(precious).exists();
  }
}
