package io.saksi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * One way to lay out code, decided by google-java-format and not by taste. As a test it runs on the
 * JDK of the build, whose parser knows the language that the sources are written in.
 */
class SourcesAreFormattedTest {
  private static final Path ROOT = Path.of(System.getProperty("saksi.root"));

  private final Formatter formatter =
      new Formatter(
          JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.GOOGLE).build());

  @Test
  void everySourceIsAsTheFormatterWritesIt() throws Exception {
    boolean write = "write".equals(System.getProperty("saksi.format"));
    List<Path> different = new ArrayList<>();
    for (Path source : sources()) {
      String text = Files.readString(source);
      String formatted = format(source, text);
      if (!formatted.equals(text)) {
        different.add(ROOT.relativize(source));
        if (write) {
          Files.writeString(source, formatted);
        }
      }
    }
    assertThat(write ? List.of() : different)
        .as("files to format; `deploy/format.sh` does it")
        .isEmpty();
  }

  private String format(Path source, String text) {
    try {
      return formatter.formatSourceAndFixImports(RemoveUnusedImports.removeUnusedImports(text));
    } catch (FormatterException e) {
      throw new AssertionError(source + ": " + e.getMessage(), e);
    }
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(f -> f.toString().endsWith(".java") && !f.toString().contains("/target/"))
          .toList();
    }
  }
}
