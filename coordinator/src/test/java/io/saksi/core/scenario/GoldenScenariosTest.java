package io.saksi.core.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every script gives the output that is checked in with it. After a wanted change: {@code
 * -Dsaksi.golden.update=true}, and read the diff.
 */
class GoldenScenariosTest {
  private static final Path SCRIPTS =
      Path.of(System.getProperty("saksi.root"), "coordinator/src/test/resources/scenarios");

  static Stream<String> scripts() throws IOException {
    try (Stream<Path> files = Files.list(SCRIPTS)) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      assertThat(names).isNotEmpty();
      return names.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void theClusterDoesWhatIsWrittenDown(String name) throws IOException {
    Path file = SCRIPTS.resolve(name);
    List<String> expected = Files.readAllLines(file);
    List<String> actual = Script.run(expected);
    if (Boolean.getBoolean("saksi.golden.update")) {
      Files.write(file, actual);
    } else {
      assertThat(actual).containsExactlyElementsOf(expected);
    }
  }
}
