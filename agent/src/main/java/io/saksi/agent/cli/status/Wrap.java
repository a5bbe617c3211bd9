package io.saksi.agent.cli.status;

import java.util.ArrayList;
import java.util.List;

/** Breaks sentences into lines at spaces. */
public final class Wrap {
  private Wrap() {}

  /** A word longer than {@code width} keeps a line to itself. */
  public static List<String> lines(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
