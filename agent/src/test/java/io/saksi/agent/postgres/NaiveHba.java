package io.saksi.agent.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * The fields of a line of pg_hba.conf, each a list of words: after PostgreSQL's manual and the
 * comments of its next_token, and written without a look at {@link HbaRules}. Words of any quoting
 * are given without their quotes.
 */
final class NaiveHba {
  private final String line;
  private int at;
  private boolean listGoesOn;

  private NaiveHba(String line) {
    this.line = line;
  }

  static List<List<String>> fields(String line) {
    NaiveHba reader = new NaiveHba(line);
    List<List<String>> fields = new ArrayList<>();
    for (List<String> field = reader.field(); !field.isEmpty(); field = reader.field()) {
      fields.add(field);
    }
    return fields;
  }

  /** A word, and those behind a comma that follows it at once. */
  private List<String> field() {
    List<String> words = new ArrayList<>();
    do {
      String word = word();
      if (word == null) {
        return words;
      }
      words.add(word);
    } while (listGoesOn);
    return words;
  }

  /** Null at the end of the line. Blanks and commas before a word are passed over. */
  private String word() {
    while (at < line.length() && (isBlank(line.charAt(at)) || line.charAt(at) == ',')) {
      at++;
    }
    listGoesOn = false;
    if (at >= line.length() || line.charAt(at) == '#') {
      at = line.length();
      return null;
    }
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    for (; at < line.length(); at++) {
      char c = line.charAt(at);
      if (!quoted && (isBlank(c) || c == '#')) {
        break;
      }
      if (!quoted && c == ',') {
        listGoesOn = true;
        at++;
        break;
      }
      if (c == '"') {
        quoted = !quoted;
      } else {
        word.append(c);
      }
    }
    return word.toString();
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
  }
}
