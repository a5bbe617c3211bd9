package io.saksi.agent.cli.order;

import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.core.model.Configuration.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** PostgreSQL's configuration as people read and write it: parameters, then rules. */
final class ConfigText {
  private static final String RULES = "[pg_hba]";

  private ConfigText() {}

  static List<String> of(Content content) {
    List<String> lines = new ArrayList<>();
    content.parameters().forEach((name, value) -> lines.add(name + " = " + quoted(value)));
    if (!content.rules().isEmpty()) {
      lines.add("");
      lines.add(RULES);
      lines.addAll(content.rules());
    }
    return lines;
  }

  private static String quoted(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  /**
   * As {@link #of} wrote it, or as it stands in {@code postgresql.conf}.
   *
   * @throws CliFailure naming the line that is not understood
   */
  static Content parse(List<String> lines) {
    Map<String, String> parameters = new TreeMap<>();
    List<String> rules = new ArrayList<>();
    boolean inRules = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.equals(RULES)) {
        inRules = true;
      } else if (inRules) {
        rules.add(line);
      } else {
        parameter(line, i + 1, parameters);
      }
    }
    return new Content(parameters, rules);
  }

  private static void parameter(String line, int number, Map<String, String> into) {
    int end = 0;
    while (end < line.length()
        && !Character.isWhitespace(line.charAt(end))
        && line.charAt(end) != '=') {
      end++;
    }
    String name = line.substring(0, end).toLowerCase(Locale.ROOT);
    String rest = line.substring(end).strip();
    String value = value(rest.startsWith("=") ? rest.substring(1).strip() : rest, number);
    if (name.isEmpty() || (value.isEmpty() && !rest.contains("'"))) {
      throw bad(number, "no \"name = value\"");
    }
    into.put(name, value);
  }

  private static String value(String text, int number) {
    if (!text.startsWith("'")) {
      int comment = text.indexOf('#');
      return (comment < 0 ? text : text.substring(0, comment)).strip();
    }
    StringBuilder value = new StringBuilder();
    int at = 1;
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean doubled = c == '\'' && at + 1 < text.length() && text.charAt(at + 1) == '\'';
      if (doubled || (c == '\\' && at + 1 < text.length())) {
        value.append(text.charAt(at + 1));
        at += 2;
      } else if (c == '\'') {
        String rest = text.substring(at + 1).strip();
        if (!rest.isEmpty() && !rest.startsWith("#")) {
          throw bad(number, "something stands after the value");
        }
        return value.toString();
      } else {
        value.append(c);
        at++;
      }
    }
    throw bad(number, "a quote is not closed");
  }

  private static CliFailure bad(int number, String why) {
    return new CliFailure(
        ExitCode.USAGE,
        "line " + number + ": " + why,
        "Write a parameter a line, name = 'value'; and the rules after a line " + RULES + ".");
  }

  /** Lines that went, with a minus, and lines that came, with a plus. */
  static List<String> difference(Content from, Content to) {
    List<String> lines = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>(from.parameters().keySet());
    names.addAll(to.parameters().keySet());
    for (String name : names) {
      String before = from.parameters().get(name);
      String after = to.parameters().get(name);
      if (before != null && !before.equals(after)) {
        lines.add("- " + name + " = " + quoted(before));
      }
      if (after != null && !after.equals(before)) {
        lines.add("+ " + name + " = " + quoted(after));
      }
    }
    if (!from.rules().equals(to.rules())) {
      List<String> went = new ArrayList<>(from.rules());
      to.rules().forEach(went::remove);
      List<String> came = new ArrayList<>(to.rules());
      from.rules().forEach(came::remove);
      went.forEach(rule -> lines.add("- " + rule));
      came.forEach(rule -> lines.add("+ " + rule));
      if (went.isEmpty() && came.isEmpty()) {
        lines.add("  the rules stand in another order");
      }
    }
    return lines;
  }
}
