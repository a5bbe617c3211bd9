package io.saksi.agent.cli.incident;

import io.saksi.agent.cli.PlainText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A report in GitHub's Markdown; what agents say stays text. */
final class Markdown {
  private static final String SPECIAL = "\\|<>*`[]#~";

  private final StringBuilder text = new StringBuilder();

  Markdown heading(int level, String title) {
    text.append(text.isEmpty() ? "" : "\n");
    text.append("#".repeat(level)).append(' ').append(escaped(title)).append("\n\n");
    return this;
  }

  Markdown line(String line) {
    text.append(escaped(line)).append('\n');
    return this;
  }

  Markdown item(String item) {
    text.append("- ").append(escaped(item)).append('\n');
    return this;
  }

  Markdown table(List<String> titles, List<List<String>> rows) {
    row(titles);
    row(titles.stream().map(_ -> "---").toList());
    rows.forEach(cells -> row(cells.stream().map(Markdown::escaped).toList()));
    return this;
  }

  private void row(List<String> cells) {
    text.append(cells.stream().collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  String text() {
    return text.toString();
  }

  static String escaped(String value) {
    List<String> out = new ArrayList<>();
    PlainText.of(value)
        .codePoints()
        .forEach(c -> out.add((SPECIAL.indexOf(c) >= 0 ? "\\" : "") + Character.toString(c)));
    return String.join("", out);
  }
}
