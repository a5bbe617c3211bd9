package io.saksi.agent.postgres;

import io.saksi.core.model.Configuration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A version of the cluster's configuration as this node keeps it: one line each, the first its
 * number.
 *
 * @param number 0: nothing was ever set
 */
public record SharedConfiguration(long number, Configuration.Content content) {
  public static final SharedConfiguration NONE =
      new SharedConfiguration(0, Configuration.Content.EMPTY);

  private static final String PARAMETER = "parameter ";
  private static final String RULE = "rule ";

  /**
   * @return {@link #NONE} where there is no such file
   * @throws IOException also if it is not understood
   */
  static SharedConfiguration read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return NONE;
    }
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    try {
      return parse(lines);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private static SharedConfiguration parse(List<String> lines) {
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("it is empty");
    }
    Map<String, String> parameters = new TreeMap<>();
    List<String> rules = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      int equals = line.indexOf('=');
      if (line.startsWith(RULE)) {
        rules.add(line.substring(RULE.length()));
      } else if (line.startsWith(PARAMETER) && equals > 0) {
        parameters.put(line.substring(PARAMETER.length(), equals), line.substring(equals + 1));
      } else {
        throw new IllegalArgumentException("neither parameter nor rule: " + line);
      }
    }
    Configuration.Content content = new Configuration.Content(parameters, rules);
    ConfigurationRules.mistake(content)
        .ifPresent(mistake -> {
          throw new IllegalArgumentException(mistake);
        });
    return new SharedConfiguration(Long.parseLong(lines.getFirst()), content);
  }

  void write(Path file) throws IOException {
    StringBuilder text = new StringBuilder().append(number).append('\n');
    content
        .parameters()
        .forEach((name, value) ->
            text.append(PARAMETER).append(name).append('=').append(value).append('\n'));
    content.rules().forEach(rule -> text.append(RULE).append(rule).append('\n'));
    DurableFiles.write(file, text.toString());
  }

  /** As {@link #read}; what cannot be read is as if it were not there. */
  static Optional<SharedConfiguration> readIfAny(Path file) {
    try {
      return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
