package io.saksi.agent.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSpaceTest {
  @Test
  void itIsWhatJavaSays(@TempDir Path folder) throws Exception {
    FileStore store = Files.getFileStore(folder);
    DiskSpace space = DiskSpace.of(folder);
    assertThat(space.size()).isEqualTo(store.getTotalSpace());
    // Others write meanwhile.
    assertThat(space.usable()).isCloseTo(store.getUsableSpace(), within(64L << 20));
    assertThat(space.readOnly()).isFalse();
  }

  @Test
  void whatMayNotBeWrittenIsToldSo() throws Exception {

    for (Path mount : List.of(Path.of("/sys/fs/cgroup"), Path.of("/sys"), Path.of("/proc"))) {
      assertThat(DiskSpace.of(mount).readOnly()).isEqualTo(Files.getFileStore(mount).isReadOnly());
    }
  }

  @Test
  void whatIsNotThereIsAnError() {
    assertThatThrownBy(() -> DiskSpace.of(Path.of("/not/there")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/not/there")
        .hasMessageContaining("errno 2");
  }
}
