package io.saksi.agent.http;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an expression of Prometheus asks for, as far as a test needs to know. */
final class PromQl {
  private static final Set<String> WORDS =
      Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");

  private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern LABELS =
      Pattern.compile(
          "\\{[^}]*}|\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");

  private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
  private static final Pattern NAME =
      Pattern.compile("(?<![\\w:.])([a-zA-Z_:][\\w:]*)\\b(?!\\s*\\()");

  private static final Pattern CODES = Pattern.compile("code=~?\"([^\"]*)\"");

  private PromQl() {}

  /** The metrics. */
  static Set<String> metrics(String expression) {
    String bare = STRING.matcher(expression).replaceAll("");
    bare = RANGE.matcher(LABELS.matcher(bare).replaceAll(" ")).replaceAll(" ");
    Set<String> names = new TreeSet<>();
    Matcher name = NAME.matcher(bare);
    while (name.find()) {
      if (!WORDS.contains(name.group(1)) && !isAggregation(name.group(1))) {
        names.add(name.group(1));
      }
    }
    return names;
  }

  /** Between its name and its bracket stands the clause that was taken out. */
  private static boolean isAggregation(String word) {
    return Set.of("max", "min", "sum", "count", "avg").contains(word);
  }

  /** The codes of problems. */
  static Set<String> codes(String expression) {
    Set<String> codes = new TreeSet<>();
    Matcher named = CODES.matcher(expression);
    while (named.find()) {
      codes.addAll(Set.of(named.group(1).split("\\|", -1)));
    }
    return codes;
  }
}
