package io.saksi.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The options of the processes that stand by are in one place, the launcher, and each is argued in
 * the documents.
 */
@Timeout(60)
class LauncherOptionsTest {
  private static final Path ROOT = Path.of(System.getProperty("saksi.root"));
  private static final Path DOCUMENT = ROOT.resolve("docs/performance.md");
  private static final Pattern ROW = Pattern.compile("\\| `(-[^`]+)` \\| ([a-z, ]+) \\|.*");
  private static final Pattern OF_A_JVM = Pattern.compile("-X(mx|ms|mn|ss|X:)");

  @TempDir private Path home;

  @Test
  void whatIsDocumentedIsWhatIsShipped() throws Exception {
    for (String mode : List.of("agent", "guard")) {
      assertThat(shipped(mode)).as(mode).isEqualTo(documented(mode)).isNotEmpty();
    }
  }

  @Test
  void nobodyElseNamesAny() throws Exception {
    List<Path> texts = new ArrayList<>();
    for (String folder : List.of("deploy/image", "deploy/lib/quickstart")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
        files.filter(Files::isRegularFile).forEach(texts::add);
      }
    }
    assertThat(texts).isNotEmpty();
    for (Path text : texts) {
      assertThat(OF_A_JVM.matcher(Files.readString(text)).find()).as(text.toString()).isFalse();
    }
  }

  /** What the launcher gives to Java, in whose place a script prints it. */
  private SortedSet<String> shipped(String mode) throws Exception {
    Path folder = home.resolve(mode);
    Path launcher = Files.createDirectories(folder.resolve("bin")).resolve("saksi");
    Files.copy(ROOT.resolve("agent/src/dist/bin/saksi"), launcher);
    Path java = Files.createDirectories(folder.resolve("runtime/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    for (Path program : List.of(launcher, java)) {
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }
    Process process = new ProcessBuilder(launcher.toString(), mode).start();
    process.getOutputStream().close();
    List<String> words = process.inputReader().lines().toList();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    SortedSet<String> options = new TreeSet<>();
    for (String word : words) {
      boolean log = word.startsWith("-Xlog");
      boolean cache = word.startsWith("-XX:AOTCache=");
      if (word.startsWith("-X") && !log && !cache) {
        options.add(word);
      }
    }
    return options;
  }

  private static SortedSet<String> documented(String mode) throws IOException {
    SortedSet<String> options = new TreeSet<>();
    for (String line : Files.readAllLines(DOCUMENT)) {
      Matcher row = ROW.matcher(line);
      if (row.matches() && List.of(row.group(2).split(", ")).contains(mode)) {
        options.add(row.group(1));
      }
    }
    return options;
  }
}
