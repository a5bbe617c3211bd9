package io.saksi.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.decide.check.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The runbook is about the problems that there are, and about commands that there are. */
class RunbookTest {
  private static final Path ROOT = Path.of(System.getProperty("saksi.root"));
  private static final Path RUNBOOK = ROOT.resolve("docs/runbook.md");
  private static final Pattern CODE = Pattern.compile("[A-Z]+(_[A-Z]+)+|[A-Z]{4,}");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\|");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:\\s]*)(#[^)\\s]*)?\\)");

  private static Map<String, String> sections() throws IOException {
    Map<String, String> sections = new LinkedHashMap<>();
    for (String section : Files.readString(RUNBOOK).split("(?m)^## ", -1)) {
      String title = section.lines().findFirst().orElse("");
      assertThat(sections.put(title, section)).as(title).isNull();
    }
    return sections;
  }

  /** Of the core's checks, and what an agent finds out about its own PostgreSQL. */
  private static Set<String> codes() throws IOException {
    Set<String> codes = new TreeSet<>();
    Arrays.stream(ProblemCode.values()).map(Enum::name).forEach(codes::add);
    String manual = Files.readString(ROOT.resolve("docs/postgresql.md"));
    ROW.matcher(manual).results().map(row -> row.group(1)).forEach(codes::add);
    assertThat(codes).contains("DISK_FULL", "ACTION_FAILED");
    return codes;
  }

  @Test
  void everyCodeHasASectionAndEverySectionACode() throws Exception {
    assertThat(sections().keySet().stream().filter(title -> CODE.matcher(title).matches()))
        .containsExactlyInAnyOrderElementsOf(codes());
  }

  @Test
  void everySectionOfACodeSaysWhatToDoAndWhenItIsDone() throws Exception {
    Map<String, String> sections = sections();
    for (String code : codes()) {
      assertThat(sections.get(code)).as(code).contains("**Do**").contains("**Done when**");
    }
  }

  @Test
  void everyCommandThatADocumentCitesExists() throws Exception {
    CitedCommands commands = CitedCommands.ofAll();
    Map<String, Set<String>> mistakes = new TreeMap<>();
    try (Stream<Path> documents = Files.list(ROOT.resolve("docs"))) {
      for (Path document : documents.filter(f -> f.toString().endsWith(".md")).toList()) {
        mistakes.put(
            document.getFileName().toString(), commands.mistakes(Files.readString(document)));
      }
    }
    for (String other : List.of("README.md", "SECURITY.md")) {
      mistakes.put(other, commands.mistakes(Files.readString(ROOT.resolve(other))));
    }
    mistakes.values().removeIf(Set::isEmpty);
    assertThat(mistakes).isEmpty();
    assertThat(CitedCommands.cited(Files.readString(RUNBOOK))).hasSizeGreaterThan(50);
  }

  /** A test that saw no mistake would pass everything. */
  @Test
  void aCommandThatDoesNotExistIsSeen() {
    CitedCommands commands = CitedCommands.ofAll();
    assertThat(
            commands.mistakes(
                """
                `saksi stauts`, `saksi node remove a --force`, and
                ```
                saksi agent --clster x
                ```
                """))
        .hasSize(3);
    assertThat(
            commands.mistakes(
                "`saksi node remove a --yes`, `saksi guard --log x -- saksi agent --cluster x`"))
        .isEmpty();
  }

  @Test
  void everyLinkLeadsSomewhere() throws Exception {
    List<Path> documents =
        Stream.of("docs/runbook.md", "docs/troubleshooting.md", "docs/configuration.md")
            .map(ROOT::resolve)
            .toList();
    for (Path document : documents) {
      LINK.matcher(Files.readString(document))
          .results()
          .forEach(link -> {
            Path target =
                link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1));
            assertThat(target).as(document + ": " + link.group()).exists();
            if (link.group(2) != null) {
              assertThat(anchors(target))
                  .as(document + ": " + link.group())
                  .contains(link.group(2).substring(1));
            }
          });
    }
  }

  /** Headings as Markdown's readers name them. */
  private static Set<String> anchors(Path document) {
    try (Stream<String> lines = Files.lines(document)) {
      Set<String> anchors = new TreeSet<>();
      lines
          .filter(line -> line.startsWith("#"))
          .map(line -> line.replaceFirst("#+ ", "").toLowerCase(java.util.Locale.ROOT))
          .map(title -> title.replaceAll("[^a-z0-9_ -]", "").replace(' ', '-'))
          .forEach(anchors::add);
      return anchors;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
