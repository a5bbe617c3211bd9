package io.saksi.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent whose guard would end another PostgreSQL, or none, has no guard. */
class GuardedDataTest {
  @TempDir private Path folder;
  private final Map<String, String> environment = new HashMap<>();

  @Test
  void theSameDirectoryIsAsItShouldBeAlsoBeforeItIsMadeAndByAnotherName() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), home);
    GuardedData.tell(environment, Optional.of(link.resolve("data")));
    assertThat(GuardedData.mismatch(environment, home.resolve("data"))).isEmpty();
    Files.createDirectory(home.resolve("data"));
    assertThat(GuardedData.mismatch(environment, home.resolve("x/../data"))).isEmpty();
  }

  @Test
  void anotherDirectoryIsRefusedWithBothNames() {
    GuardedData.tell(environment, Optional.of(folder.resolve("data")));
    assertThat(GuardedData.mismatch(environment, folder.resolve("other")).orElseThrow())
        .contains(folder.resolve("data").toString(), folder.resolve("other").toString());
  }

  @Test
  void aGuardWithoutADirectoryEndsNothing() {
    GuardedData.tell(environment, Optional.empty());
    assertThat(GuardedData.mismatch(environment, folder).orElseThrow())
        .contains("--data-dir " + folder);
  }

  @Test
  void aGuardOfBeforeDoesNotTell() {
    assertThat(GuardedData.mismatch(environment, folder)).isEmpty();
  }
}
