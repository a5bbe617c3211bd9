package io.saksi.agent.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a file of alert rules, in the one form of YAML in which ours is written: two blanks for
 * each level, a key and its value on a line. Anything else is refused.
 */
final class AlertRules {
  private static final Pattern LINE =
      Pattern.compile("( *)(- )?([a-z_]+):(?: (\"(?:[^\"\\\\]|\\\\.)*\"|[^\"'\\[\\]&*!|>#{].*))?");

  /**
   * One of them.
   *
   * @param fields of its own, its labels' and its annotations'; no key is in two of these
   */
  record Rule(Map<String, String> fields) {
    String name() {
      return fields.get("alert");
    }

    String get(String key) {
      String value = fields.get(key);
      if (value == null) {
        throw new AssertionError(name() + " has no " + key);
      }
      return value;
    }
  }

  private AlertRules() {}

  static List<Rule> parse(String text) {
    List<Rule> rules = new ArrayList<>();
    String depths = "";
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new AssertionError("line " + number + " is not as the others: " + line);
      }
      String key = matcher.group(3);
      depths = matcher.group(1);
      if (key.equals("alert")) {
        rules.add(new Rule(new LinkedHashMap<>()));
      }
      int level = depths.length() / 2 + (matcher.group(2) == null ? 0 : 1);
      if (level != levelOf(key)) {
        throw new AssertionError("line " + number + ": " + key + " on level " + level);
      }
      if (matcher.group(4) != null && level >= 4) {
        String before = rules.getLast().fields().put(key, unquoted(matcher.group(4)));
        if (before != null) {
          throw new AssertionError("line " + number + ": a second " + key);
        }
      }
    }
    return rules;
  }

  private static int levelOf(String key) {
    return switch (key) {
      case "groups" -> 0;
      case "name", "rules" -> 2;
      case "alert", "expr", "for", "labels", "annotations" -> 4;
      case "severity", "summary", "description", "runbook" -> 5;
      case String other -> throw new AssertionError("no rule has a key " + other);
    };
  }

  private static String unquoted(String value) {
    return value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
  }
}
