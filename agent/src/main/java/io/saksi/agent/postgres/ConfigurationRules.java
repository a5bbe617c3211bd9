package io.saksi.agent.postgres;

import io.saksi.core.model.Configuration;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a cluster's configuration may say, as far as that can be judged without asking PostgreSQL.
 */
public final class ConfigurationRules {
  private static final int LONGEST_LINE = 1_000;
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_$]*(\\.[a-z_][a-z0-9_$]*)*");

  private ConfigurationRules() {}

  /** The first mistake, for people; empty if there is none. */
  public static Optional<String> mistake(Configuration.Content content) {
    Stream<Optional<String>> parameters =
        content.parameters().entrySet().stream().map(p -> mistake(p.getKey(), p.getValue()));
    return Stream.concat(parameters, content.rules().stream().map(ConfigurationRules::mistake))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** As {@link #mistake(Configuration.Content)}, of one parameter. */
  public static Optional<String> mistake(String name, String value) {
    if (!NAME.matcher(name).matches() || name.length() > LONGEST_LINE) {
      return Optional.of("no name of a parameter: '" + name + "'");
    } else if (name.startsWith("include") || OwnedSettings.isOwned(name)) {
      return Optional.of(
          "the agent owns '" + name + "', or it belongs to a node: it cannot be set for all");
    } else if (value.length() > LONGEST_LINE || value.chars().anyMatch(c -> c < ' ' || c == 127)) {
      return Optional.of("the value of " + name + " is no line of at most 1,000 characters");
    }
    return Optional.empty();
  }

  private static Optional<String> mistake(String rule) {
    if (rule.isBlank() || rule.length() > LONGEST_LINE) {
      return Optional.of("a pg_hba rule is a line of at most 1,000 characters");
    }
    return HbaRules.mistake(rule).or(() -> HbaGrammar.mistake(rule));
  }
}
