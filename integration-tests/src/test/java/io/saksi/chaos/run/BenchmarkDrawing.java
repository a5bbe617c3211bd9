package io.saksi.chaos.run;

import com.google.errorprone.annotations.FormatMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The time without service, a bar for each profile and kind, beside the floor. */
final class BenchmarkDrawing {
  private static final int LEFT = 260;
  private static final int WIDTH = 700;
  private static final int LANE = 22;

  private final List<Bar> bars = new ArrayList<>();
  private Figures floor = Figures.of(List.of());

  private record Bar(String name, Figures figures) {}

  void floor(Figures figures) {
    floor = figures;
  }

  void bar(String name, Figures figures) {
    bars.add(new Bar(name, figures));
  }

  String page() {
    long most = bars.stream().mapToLong(bar -> bar.figures().worst()).max().orElse(1);
    double scale = (double) WIDTH / Math.max(most, 1);
    StringBuilder svg = new StringBuilder();
    int top = 10;
    for (Bar bar : bars) {
      svg.append(bar(bar, top, scale));
      top += LANE;
    }
    double x = LEFT + floor.median() * scale;
    svg.append(
        line(
            "<path d='M%.1f 4V%d' stroke='#3bab6b'/><text x='%.1f' y='%d'>floor: %d ms</text>",
            x, top, x + 4, top + 14, floor.median()));
    return """
    <!doctype html><html lang="en"><meta charset="utf-8"><title>Saksi: benchmark</title>
    <style>body{font:14px sans-serif;margin:1em}</style><h1>Time without an acknowledged write</h1>
    <p>Bar: median; line to the 95th percentile; dot: the worst. The floor is PostgreSQL alone, from the order to promote to the first row.</p>
    PICTURE</html>
    """
        .replace(
            "PICTURE",
            line(
                    "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d'"
                        + " font-size='12'>",
                    LEFT + WIDTH + 120, top + 24)
                + svg
                + "</svg>");
  }

  private static String bar(Bar bar, int top, double scale) {
    Figures f = bar.figures();
    int middle = top + LANE / 2 - 3;
    return line("<text x='2' y='%d'>%s</text>", middle + 4, bar.name())
        + line(
            "<rect x='%d' y='%d' width='%.1f' height='%d' fill='#3b7dd8'/>",
            LEFT, top, Math.max(1, f.median() * scale), LANE - 8)
        + line(
            "<path d='M%.1f %dH%.1f' stroke='#222'/>",
            LEFT + f.median() * scale, middle, LEFT + f.p95() * scale)
        + line("<circle cx='%.1f' cy='%d' r='3'/>", LEFT + f.worst() * scale, middle)
        + line(
            "<text x='%.1f' y='%d'>%d / %d / %d</text>",
            LEFT + f.worst() * scale + 8, middle + 4, f.median(), f.p95(), f.worst());
  }

  @FormatMethod
  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
