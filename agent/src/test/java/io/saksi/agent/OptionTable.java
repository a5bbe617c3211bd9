package io.saksi.agent;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** Options as a table of Markdown, by what their annotations say. */
final class OptionTable {
  /** How a description says its default: in brackets, or as its last sentence. */
  private static final Pattern DEFAULT =
      Pattern.compile(" ?\\(default: ([^)]+)\\)|(?:^| )Default: (.+?)\\.(?= [A-Z]|$)");

  private static final Pattern OPTION = Pattern.compile("(?<![\\w`/-])--[a-z][a-z-]+");
  private static final Pattern DOCUMENT = Pattern.compile("docs/([a-z-]+\\.md)|(SECURITY\\.md)");

  /** How picocli's annotation says that there is none. */
  private static final String NO_DEFAULT = "__no_default_value__";

  private OptionTable() {}

  static String of(List<? extends OptionSpec> options) {
    List<List<String>> rows = options.stream().map(OptionTable::row).toList();
    boolean defaults = rows.stream().anyMatch(row -> !row.get(1).isEmpty());
    return defaults
        ? table(List.of("option", "default", "meaning"), rows)
        : table(
            List.of("option", "meaning"),
            rows.stream().map(row -> List.of(row.get(0), row.get(2))).toList());
  }

  private static List<String> row(OptionSpec option) {
    return described(spelled(option), String.join(" ", option.description()), literal(option));
  }

  /** Of texts in the same form: the default goes into a column of its own. */
  static List<String> described(String option, String description, String otherwise) {
    Matcher found = DEFAULT.matcher(description);
    boolean says = found.find();
    String usual = !says ? otherwise : found.group(1) != null ? found.group(1) : found.group(2);
    String rest =
        says
            ? description.substring(0, found.start()) + description.substring(found.end())
            : description;
    return List.of("`" + option.replace("|", "\\|") + "`", prose(usual), prose(rest.strip()));
  }

  /** {@code -a, --agents HOST[:PORT],…}. */
  private static String spelled(OptionSpec option) {
    String names = String.join("`, `", option.names());
    boolean bare = option.arity().max() == 0;
    return names + (bare ? "" : " " + option.paramLabel() + (isList(option) ? ",…" : ""));
  }

  private static boolean isList(OptionSpec option) {
    return !option.splitRegex().isEmpty();
  }

  /** The annotation's default where it is a value, and not where to look for one. */
  static String literal(OptionSpec option) {
    String value = written(option);
    return value.contains("${") ? "" : value;
  }

  /** As it stands in the source: picocli's own is what this process' environment makes of it. */
  static String written(OptionSpec option) {
    String value =
        option.userObject() instanceof Field field
            ? field.getAnnotation(Option.class).defaultValue()
            : "";
    return value.equals(NO_DEFAULT) ? "" : value;
  }

  static String prose(String text) {
    String coded = OPTION.matcher(text).replaceAll("`$0`");
    return DOCUMENT
        .matcher(coded.replace("|", "\\|").replace("<", "&lt;"))
        .replaceAll(link ->
            link.group(1) != null
                ? "[" + link.group(1) + "](" + link.group(1) + ")"
                : "[SECURITY.md](../SECURITY.md)");
  }

  static String table(List<String> titles, List<List<String>> rows) {
    List<String> lines = new ArrayList<>();
    lines.add(line(titles));
    lines.add("|" + "---|".repeat(titles.size()));
    rows.forEach(row -> lines.add(line(row)));
    return String.join("\n", lines);
  }

  private static String line(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.isEmpty() ? " " : " " + cell + " ")
        .collect(Collectors.joining("|", "|", "|"));
  }
}
