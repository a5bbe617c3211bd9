package io.saksi.core.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.decide.check.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The catalogue for people names exactly the codes that there are. */
class CatalogueTest {
  @Test
  void everyCodeIsInTheCatalogueOnce() throws IOException {
    var rows =
        Files.readAllLines(Path.of("..", "docs", "problems.md")).stream()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.substring(3, line.indexOf('`', 3)))
            .toList();
    assertThat(rows)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ProblemCode.values()).map(Enum::name).toList());
  }
}
