package io.saksi.agent.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Users' own lines of {@code pg_hba.conf}, which stand after ours while the gate is open. */
public final class HbaRules {
  private static final long LARGEST_FILE = 1 << 20;

  private HbaRules() {}

  /**
   * The rules of a file: comments and blank lines are left out, lines continued by a backslash are
   * one.
   *
   * @throws IllegalArgumentException naming the line that cannot be taken, and why
   */
  public static List<String> read(Path file) {
    List<String> rules = new ArrayList<>();
    for (Line line : lines(file)) {
      mistake(line.rule)
          .ifPresent(mistake -> {
            throw new IllegalArgumentException(file + ", line " + line.number + ": " + mistake);
          });
      rules.add(line.rule);
    }
    return List.copyOf(rules);
  }

  /** A rule, and where it ends in its file. */
  private record Line(int number, String rule) {}

  /**
   * What can be taken over of a file that was not written for this.
   *
   * @param kept rules, in order
   * @param leftOut line and reason
   */
  record Sorted(List<String> kept, List<String> leftOut) {}

  /**
   * As {@link #read}, but what cannot be taken is told, not refused.
   *
   * @throws IllegalArgumentException if the file cannot be read
   */
  static Sorted sort(Path file) {
    List<String> kept = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    for (Line line : lines(file)) {
      Optional<String> why =
          mistake(line.rule)
              .or(() ->
                  Optional.of("names a map, and the agent's pg_ident.conf has none: " + line.rule)
                      .filter(_ -> line.rule.matches(".*\\smap\\s*=.*")));
      if (why.isPresent()) {
        leftOut.add("line " + line.number + ": " + why.get());
      } else {
        kept.add(line.rule);
      }
    }
    return new Sorted(List.copyOf(kept), List.copyOf(leftOut));
  }

  private static List<Line> lines(Path file) {
    List<String> lines;
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw new IllegalArgumentException(file + " is larger than a file of rules may be (1 MB)");
      }
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e, e);
    }
    List<Line> rules = new ArrayList<>();
    StringBuilder rule = new StringBuilder();
    int number = 0;
    for (String line : lines) {
      number++;
      if (line.endsWith("\\")) {
        rule.append(line, 0, line.length() - 1);
        continue;
      }
      rule.append(line);
      String whole = rule.toString().strip();
      rule.setLength(0);
      if (!whole.isEmpty() && !whole.startsWith("#")) {
        rules.add(new Line(number, whole));
      }
    }
    if (!rule.isEmpty()) {
      throw new IllegalArgumentException(file + ": the last line is continued, and ends");
    }
    return rules;
  }

  /** Why this rule cannot be taken; empty if it can. PostgreSQL itself judges the rest. */
  public static Optional<String> mistake(String rule) {
    if (rule.chars().anyMatch(c -> c < ' ' && c != '\t')) {
      return Optional.of("a pg_hba rule is one line: " + rule);
    }
    if (rule.endsWith("\\")) {
      return Optional.of("a pg_hba rule is whole, it is not continued by a backslash: " + rule);
    }
    String strippedRule = rule.strip();
    // PostgreSQL takes a directive in quotes for one, too (hba.c, tokenize_auth_file).
    if (words(strippedRule, 0).stream()
        .anyMatch(w -> w.startsWith("include") || w.startsWith("@"))) {
      return Optional.of("a pg_hba rule that includes a file cannot be looked at: " + rule);
    }
    for (String database : words(strippedRule, 1)) {
      if (database.startsWith("@")) {
        return Optional.of("a pg_hba rule names its databases itself, not in a file: " + rule);
      }
      // A connection that may replicate can bear any name, and so count as a synchronous standby.
      if (database.equalsIgnoreCase("replication")) {
        return Optional.of(
            "a pg_hba rule for replication is refused, replication is the agents' alone: " + rule);
      }
    }
    return Optional.empty();
  }

  /**
   * The words of one field, the first of which is 0. A list goes on over white space after a comma,
   * as PostgreSQL reads it; a word in quotes is no keyword, and is refused all the same where it
   * looks like one.
   */
  private static List<String> words(String rule, int wanted) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    boolean goesOn = true;
    int field = 0;
    for (char c : (rule + " ").toCharArray()) {
      boolean blank = !quoted && (c == ' ' || c == '\t');
      if (c == '"') {
        quoted = !quoted;
      } else if (blank || (c == ',' && !quoted)) {
        if (!word.isEmpty()) {
          if (field == wanted) {
            words.add(word.toString());
          }
          word.setLength(0);
          // Only right behind a word; before one it is passed over like a blank.
          goesOn = c == ',';
        }
      } else {
        if (word.isEmpty() && !goesOn) {
          field++;
        }
        goesOn = true;
        word.append(c);
      }
    }
    return words;
  }
}
