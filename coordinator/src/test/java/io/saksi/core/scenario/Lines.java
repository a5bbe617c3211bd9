package io.saksi.core.scenario;

import io.saksi.core.harness.ScenarioCluster;
import io.saksi.core.model.Orders;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes of a trace what is worth a reviewer's while, the same in every run. */
final class Lines {
  private static final Pattern TRACED = Pattern.compile(" *(\\d+) ms  (.*)");
  private static final Pattern POSITIONS = Pattern.compile("positions=\\{([^}]*)}");

  private Lines() {}

  /** With the time since {@code from}; the list of sets follows its command unindented by time. */
  static List<String> of(List<String> trace, long from) {
    return trace.stream()
        .filter(line -> !line.contains(" refused Promise"))
        .map(line -> line(line, from))
        .toList();
  }

  private static String line(String traced, long from) {
    Matcher matcher = TRACED.matcher(traced);
    if (!matcher.matches()) {
      return "          " + traced.strip();
    }
    double seconds = (Long.parseLong(matcher.group(1)) - from) / 1000.0;
    return String.format(Locale.ROOT, "%6.2f s  %s", seconds, sorted(matcher.group(2)));
  }

  /** The command's map has no order of its own. */
  private static String sorted(String text) {
    return POSITIONS
        .matcher(text)
        .replaceAll(found ->
            Matcher.quoteReplacement(
                "positions={"
                    + Arrays.stream(found.group(1).split(", ", -1))
                        .sorted()
                        .collect(Collectors.joining(", "))
                    + "}"));
  }

  static String summary(ScenarioCluster cluster) {
    String open = cluster.open().isEmpty() ? "nobody" : String.join(" and ", cluster.open());
    String sets =
        cluster.state().inForce().stream()
            .map(entry -> entry.set().toString())
            .collect(Collectors.joining(" then "));
    return "open: "
        + open
        + "; epoch "
        + cluster.state().reign().epoch()
        + "; commits wait for "
        + sets
        + orders(cluster.state().orders());
  }

  private static String orders(Orders orders) {
    String paused = orders.pause().map(pause -> "; paused: " + pause.reason()).orElse("");
    return paused
        + orders.held().entrySet().stream()
            .map(held -> "; " + held.getKey() + " is " + held.getValue().kind())
            .collect(Collectors.joining());
  }
}
