package io.saksi.chaos.run;

import com.google.errorprone.annotations.FormatMethod;
import io.saksi.chaos.run.Chronicle.Sample;
import io.saksi.chaos.run.Chronicle.Struck;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** A run as a page: who was primary, who had the address, the faults, and the throughput. */
final class Drawing {
  private static final int LEFT = 110;
  private static final int LANE = 26;
  private static final int CHART = 70;
  private static final double PIXELS_A_SECOND = 12;
  private static final double MOST_PIXELS = 24_000;

  private static final List<String> COLOURS =
      List.of("#3b7dd8", "#d8833b", "#3bab6b", "#8b5fc7", "#999999");

  private final Campaign campaign;
  private final double scale;
  private final StringBuilder svg = new StringBuilder();
  private int top = 30;

  private Drawing(Campaign campaign) {
    this.campaign = campaign;
    double seconds = campaign.chronicle().now() / 1000.0;
    this.scale = Math.min(PIXELS_A_SECOND, MOST_PIXELS / Math.max(1, seconds)) / 1000;
  }

  static String page(Campaign campaign, String title) {
    return """
    <!doctype html><html lang="en"><meta charset="utf-8"><title>Saksi: TITLE</title>
    <style>body{font:14px sans-serif;margin:1em}div{overflow-x:auto}td,th{padding:2px 8px;text-align:left}
    td.n{text-align:right}tr:nth-child(even){background:#f2f2f2}.bad{color:#b00}</style>
    <h1>Chaos: TITLE</h1><p>LINE</p>FINDINGS<div>PICTURE</div><table>TABLE</table></html>
    """
        .replace("TITLE", escape(title))
        .replace("LINE", escape(campaign.line()))
        .replace("FINDINGS", findings(campaign))
        .replace("PICTURE", new Drawing(campaign).picture())
        .replace("TABLE", table(campaign));
  }

  private static String findings(Campaign campaign) {
    StringBuilder text = new StringBuilder();
    campaign
        .findings()
        .forEach(finding ->
            finding
                .violations()
                .forEach(violation ->
                    text.append("<p class=\"bad\">")
                        .append(escape(violation.toString()))
                        .append("</p>")));
    return text.toString();
  }

  private String picture() {
    List<Sample> samples = campaign.chronicle().samples();
    seconds();
    lane("primary", samples, sample -> sample.open() ? sample.primary() : "");
    lane("address", samples, Sample::address);
    lane("Raft leader", samples, Sample::leader);
    strikes();
    campaign.chronicle().throughput().forEach(this::chart);
    double width = x(campaign.chronicle().now()) + 20;
    return line(
            "<svg xmlns='http://www.w3.org/2000/svg' width='%.0f' height='%d' font-size='11'>",
            width, top + 10)
        + svg
        + "</svg>";
  }

  private double x(long millis) {
    return LEFT + millis * scale;
  }

  private void seconds() {
    long step = scale * 1000 > 4 ? 10_000 : 60_000;
    for (long at = 0; at < campaign.chronicle().now(); at += step) {
      svg.append(line("<text x='%.1f' y='12' fill='#888'>%d s</text>", x(at), at / 1000));
      svg.append(line("<path d='M%.1f 16V2000' stroke='#eee'/>", x(at)));
    }
  }

  private void label(String name) {
    svg.append(line("<text x='2' y='%d'>%s</text>", top + LANE / 2 + 2, escape(name)));
  }

  /** One bar for each stretch in which it was the same. */
  private void lane(String name, List<Sample> samples, Function<Sample, String> who) {
    label(name);
    for (int i = 0; i < samples.size(); ) {
      String holder = who.apply(samples.get(i));
      int j = i + 1;
      while (j < samples.size() && who.apply(samples.get(j)).equals(holder)) {
        j++;
      }
      long to = j < samples.size() ? samples.get(j).at() : campaign.chronicle().now();
      if (!holder.isEmpty()) {
        bar(samples.get(i).at(), to, colour(holder), holder);
      }
      i = j;
    }
    top += LANE;
  }

  private static String colour(String name) {
    int at = name.length() == 1 ? name.charAt(0) - 'a' : COLOURS.size() - 1;
    return COLOURS.get(Math.floorMod(at, COLOURS.size()));
  }

  private void bar(long from, long to, String colour, String text) {
    svg.append(
        line(
            "<rect x='%.1f' y='%d' width='%.1f' height='%d' fill='%s'><title>%s</title></rect>",
            x(from), top, Math.max(1, (to - from) * scale), LANE - 8, colour, escape(text)));
    svg.append(
        line(
            "<text x='%.1f' y='%d' fill='#fff'>%s</text>",
            x(from) + 2, top + 13, escape(text.length() > 3 ? "" : text)));
  }

  private void strikes() {
    label("faults");
    for (Struck struck : campaign.chronicle().struck()) {
      if (struck.inForce()) {
        bar(struck.at(), struck.healed(), "#c0392b", struck.strike().name());
        bar(struck.healed(), struck.whole(), "#e8b0a8", "until it is whole again");
      }
    }
    top += LANE;
  }

  /** Writes acknowledged a second, by one way in. */
  private void chart(String way, Map<Long, Integer> pieces) {
    label("by " + way);
    int most = pieces.values().stream().mapToInt(Integer::intValue).max().orElse(1);
    StringBuilder path = new StringBuilder();
    int floor = top + CHART;
    long last = campaign.chronicle().now() / Chronicle.PIECE;
    for (long piece = 0; piece <= last; piece++) {
      double y = floor - (CHART - 8.0) * pieces.getOrDefault(piece, 0) / most;
      path.append(line("%s%.1f %.1f", piece == 0 ? "M" : "L", x(piece * Chronicle.PIECE), y));
    }
    svg.append(line("<path d='%s' fill='none' stroke='#222' stroke-width='.8'/>", path));
    svg.append(
        line(
            "<text x='2' y='%d' fill='#888'>up to %d/s</text>",
            top + LANE + 6, most * 1000 / Chronicle.PIECE));
    top += CHART + 6;
  }

  private static String table(Campaign campaign) {
    StringBuilder rows =
        new StringBuilder(
            "<tr><th>#<th>fault<th>of<th>without service, ms<th>whole after, s<th>other primary");
    for (Struck struck : campaign.chronicle().struck()) {
      rows.append(
          line(
              "<tr><td class=n>%d<td>%s<td>%s<td>%s<td class=n>%.1f<td>%s",
              struck.strike().number(),
              escape(struck.strike().name()),
              escape(struck.fault()),
              struck.inForce() ? gaps(struck.withoutService()) : "not put in",
              (struck.whole() - struck.at()) / 1000.0,
              struck.changedPrimary() ? "yes" : ""));
    }
    return rows.toString();
  }

  private static String gaps(Map<String, Long> gaps) {
    return escape(gaps.toString().replaceAll("[{}]", "").replace('=', ' '));
  }

  @FormatMethod
  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&#39;");
  }
}
