package io.saksi.agent.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who reads something from elsewhere is named in docs/fuzzing.md: fuzzed, or with a reason. */
class EveryReaderIsListedTest {
  private static final Path ROOT = Path.of(System.getProperty("saksi.root"));

  /** What reading looks like. */
  private static final Pattern READS =
      Pattern.compile(
          "Files\\.(?:readString|readAllLines|readAllBytes|lines|newBufferedReader|newInputStream)\\("
              + "|\\.parseFrom\\(|\\.fromJson\\(|MapMode\\.READ|getInputStream\\(\\)");

  /** They read what was written a moment before, or pass bytes on without looking at them. */
  private static final Set<String> NO_PARSERS =
      Set.of("SpaceCheck", "FlushCheck", "Parse", "CompletionCommand");

  private static List<Path> sources() throws IOException {
    try (Stream<Path> agent = Files.walk(ROOT.resolve("agent/src/main/java"));
        Stream<Path> core = Files.walk(ROOT.resolve("coordinator/src/main/java"))) {
      return Stream.concat(agent, core).filter(f -> f.toString().endsWith(".java")).toList();
    }
  }

  private static String nameOf(Path source) {
    return source.getFileName().toString().replace(".java", "");
  }

  @Test
  void everyReaderIsListed() throws Exception {
    String page = Files.readString(ROOT.resolve("docs").resolve("fuzzing.md"));
    Set<String> readers = new TreeSet<>();
    for (Path source : sources()) {
      if (READS.matcher(Files.readString(source)).find()) {
        readers.add(nameOf(source));
      }
    }
    assertThat(readers).hasSizeGreaterThan(30);
    readers.removeAll(NO_PARSERS);
    assertThat(readers).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
  }

  @Test
  void everyTargetIsListedAndEveryOneThatIsListedExists() throws Exception {
    String page = Files.readString(ROOT.resolve("docs").resolve("fuzzing.md"));
    Set<String> targets = new TreeSet<>();
    AllTargets.all().forEach(target -> assertThat(targets.add(target.name())).isTrue());
    assertThat(targets).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    Set<String> listed = new TreeSet<>();
    String table = page.substring(page.indexOf("## The parsers"), page.indexOf("Read as well"));
    for (String row : table.lines().filter(line -> line.startsWith("| `")).toList()) {
      Pattern.compile("`([a-z]+\\.[a-z-]+)`")
          .matcher(row.substring(0, row.indexOf(" |")))
          .results()
          .forEach(found -> listed.add(found.group(1)));
    }
    assertThat(listed).hasSizeGreaterThan(40);
    assertThat(targets).containsAll(listed);
  }
}
