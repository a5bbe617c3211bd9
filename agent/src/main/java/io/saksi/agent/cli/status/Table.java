package io.saksi.agent.cli.status;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Aligned columns. Where they do not fit, the least important go; nothing is cut short.
 *
 * @param rows as many cells each as there are columns
 */
public record Table(List<Column> columns, List<List<String>> rows) {
  private static final String GAP = "  ";

  /**
   * @param toTheRight whether its cells end in line, as numbers do
   * @param order the column with the lowest goes first where room is short; 0 stays
   */
  public record Column(String title, boolean toTheRight, int order) {
    public static Column left(String title) {
      return new Column(title, false, 0);
    }

    public static Column right(String title) {
      return new Column(title, true, 0);
    }

    public Column dropped(int order) {
      return new Column(title, toTheRight, order);
    }
  }

  /**
   * The title line, then one line per row; none is wider than {@code width} if that is possible.
   */
  public List<String> lines(int width) {
    List<Integer> shown = fitting(width);
    List<String> lines = new ArrayList<>();
    lines.add(line(shown, columns.stream().map(Column::title).toList()));
    rows.forEach(row -> lines.add(line(shown, row)));
    return lines;
  }

  private List<Integer> fitting(int width) {
    List<Integer> shown = new ArrayList<>(IntStream.range(0, columns.size()).boxed().toList());
    List<Integer> expendable =
        shown.stream()
            .filter(i -> columns.get(i).order() > 0)
            .sorted(Comparator.comparingInt(i -> columns.get(i).order()))
            .toList();
    for (Integer column : expendable) {
      if (width(shown) <= width) {
        break;
      }
      shown.removeIf(column::equals);
    }
    return shown;
  }

  private int width(List<Integer> shown) {
    return shown.stream().mapToInt(i -> width(i) + GAP.length()).sum() - GAP.length();
  }

  private int width(int column) {
    int widest = columns.get(column).title().length();
    for (List<String> row : rows) {
      widest = Math.max(widest, row.get(column).length());
    }
    return widest;
  }

  private String line(List<Integer> shown, List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int column : shown) {
      String cell = cells.get(column);
      String padding = " ".repeat(width(column) - cell.length());
      line.append(line.isEmpty() ? "" : GAP);
      line.append(columns.get(column).toTheRight() ? padding + cell : cell + padding);
    }
    return line.toString().stripTrailing();
  }
}
