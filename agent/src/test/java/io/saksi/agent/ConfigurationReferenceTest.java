package io.saksi.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The reference of all options and settings is what the programs say of themselves. */
class ConfigurationReferenceTest {
  private static final Path ROOT = Path.of(System.getProperty("saksi.root"));
  private static final Path DOCUMENT = ROOT.resolve("docs/configuration.md");
  private static final Path MADE = ROOT.resolve("agent/target/configuration.md");
  private static final Path TEMPLATE =
      ROOT.resolve("agent/src/test/resources/io/saksi/agent/configuration.template.md");
  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z]+)}}");
  private static final Pattern OF_ENVIRONMENT = Pattern.compile("\\$\\{env:([A-Z_]+)");

  private final CommandSpec commands = ConfigurationReference.commands();

  private Map<String, String> parts() throws IOException {
    return Map.of(
        "agent", ConfigurationReference.of(ConfigurationReference.agent()),
        "guard", ConfigurationReference.guard(),
        "router", ConfigurationReference.of(ConfigurationReference.router()),
        "settings", ConfigurationReference.settings(),
        "commands", ConfigurationReference.shared(commands),
        "environment", ConfigurationReference.environment(commands),
        "units",
            ConfigurationReference.units(
                Files.readString(ROOT.resolve("deploy/package/etc/default"))));
  }

  @Test
  void theReferenceIsWhatTheProgramsSay() throws Exception {
    String template = Files.readString(TEMPLATE);
    Map<String, String> parts = parts();
    assertThat(PLACE.matcher(template).results().map(place -> place.group(1)))
        .containsExactlyInAnyOrderElementsOf(parts.keySet());
    String made =
        PLACE
            .matcher(template)
            .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
    String written = Files.exists(DOCUMENT) ? Files.readString(DOCUMENT) : "";
    if (!written.equals(made)) {
      Files.createDirectories(MADE.getParent());
      Files.writeString(MADE, made);
    }
    assertThat(written)
        .as(
            "docs/configuration.md is made of the options' descriptions and of %s. If the change"
                + " is meant: cp agent/target/configuration.md docs/configuration.md",
            ROOT.relativize(TEMPLATE))
        .isEqualTo(made);
  }

  /** The text after "(default: …)" is written by hand in some places: it must not be another. */
  @Test
  void noOptionHasADefaultThatItDoesNotTell() {
    List<OptionSpec> options = everyOption().toList();
    assertThat(options).hasSizeGreaterThan(100);
    for (OptionSpec option : options) {
      String value = OptionTable.literal(option);
      if (!value.isEmpty()) {
        assertThat(String.join(" ", option.description()))
            .as(option.longestName())
            .containsPattern("(?i)default[^.]*" + Pattern.quote(value));
      }
    }
  }

  @Test
  void everyVariableThatAnOptionLooksAtIsInTheHelp() {
    Set<String> asked =
        everyOption()
            .map(OptionTable::written)
            .flatMap(text -> OF_ENVIRONMENT.matcher(text).results())
            .map((MatchResult found) -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(asked).isNotEmpty();
    assertThat(ConfigurationReference.variables(commands).keySet()).containsAll(asked);
  }

  private Stream<OptionSpec> everyOption() {
    return Stream.of(ConfigurationReference.agent(), ConfigurationReference.router(), commands)
        .flatMap(ConfigurationReferenceTest::below)
        .flatMap(command -> ConfigurationReference.settable(command.options()).stream());
  }

  private static Stream<CommandSpec> below(CommandSpec command) {
    return Stream.concat(
        Stream.of(command),
        command.subcommands().values().stream()
            .distinct()
            .map(CommandLine::getCommandSpec)
            .flatMap(ConfigurationReferenceTest::below));
  }
}
