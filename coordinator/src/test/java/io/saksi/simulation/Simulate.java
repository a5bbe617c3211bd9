package io.saksi.simulation;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The command line of the simulation; {@code deploy/simulate.sh} runs it. */
final class Simulate {
  private static final long PROGRESS_NANOS = 1_000_000_000;

  private final Options options;
  private final long began = System.nanoTime();
  private final boolean terminal =
      Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  private long shown = began;

  private Simulate(Options options) {
    this.options = options;
  }

  /** Exit status: 0 all is well, or the known-bad variant was found; 1 not so; 2 wrong usage. */
  static void main(String[] arguments) throws IOException {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("simulate: " + e.getMessage());
      System.exit(2);
      return;
    }
    System.exit(new Simulate(options).run());
  }

  private int run() throws IOException {
    if (options.replay().isPresent()) {
      long seed = options.replay().get();
      List<String> lines = Replay.of(seed, options.variant(), options.shrink());
      lines.forEach(System.out::println);
      return lines.stream().anyMatch(line -> line.contains("VIOLATION")) ? 1 : 0;
    }
    boolean known = options.variant() != Variant.CORRECT;
    Campaign campaign = new Campaign(options.variant(), options.threads());
    campaign.run(
        options.from(),
        options.seeds(),
        verdict -> {
          tell(verdict);
          return known && options.variant().isFoundBy(verdict);
        },
        this::progress);
    if (terminal) {
      System.err.print("\r\033[K");
    }
    if (options.json().isPresent()) {
      Files.writeString(Path.of(options.json().get()), json(campaign));
    }
    System.out.printf(
        "%.0f s, %.0f seeds/s, %.2f million events/s, %d faults, %d commits acknowledged, %d"
            + " reads%n",
        seconds(),
        campaign.totals().seeds() / seconds(),
        campaign.totals().events() / seconds() / 1e6,
        campaign.totals().faults(),
        campaign.totals().acknowledged(),
        campaign.totals().reads());
    Optional<Verdict> first =
        campaign.findings().stream()
            .filter(verdict -> !known || options.variant().isFoundBy(verdict))
            .findFirst();
    if (known) {
      System.out.println(
          first
              .map(found ->
                  options.variant()
                      + ": found after "
                      + campaign.totals().seeds()
                      + " seeds, by seed "
                      + found.seed())
              .orElse(options.variant() + ": NOT found"));
    }
    System.out.println(campaign.totals().line());
    return known == first.isPresent() ? 0 : 1;
  }

  private double seconds() {
    return (System.nanoTime() - began) / 1e9;
  }

  private void progress(Totals totals) {
    long now = System.nanoTime();
    if (now - shown > (terminal ? PROGRESS_NANOS : 60 * PROGRESS_NANOS)) {
      shown = now;
      String format = terminal ? "\r\033[K%s (of %d; %.0f s)" : "%s (of %d; %.0f s)%n";
      System.err.printf(format, totals.line(), options.seeds(), seconds());
    }
  }

  /** At once: a run of hours may be interrupted. */
  private void tell(Verdict verdict) {
    verdict
        .failure()
        .ifPresent(failure ->
            System.out.println(
                "seed "
                    + verdict.seed()
                    + ": "
                    + (failure instanceof Violation ? failure.getMessage() : failure)
                    + "; replay: "
                    + Replay.command(verdict.seed(), options.variant())));
  }

  private String json(Campaign campaign) {
    Totals totals = campaign.totals();
    String findings =
        campaign.findings().stream()
            .map(v -> "{\"seed\": " + v.seed() + ", \"invariant\": \"" + v.broken() + "\"}")
            .collect(Collectors.joining(", ", "[", "]"));
    return "{\"variant\": \""
        + options.variant()
        + "\", \"from\": "
        + options.from()
        + ", \"seeds\": "
        + totals.seeds()
        + ", \"events\": "
        + totals.events()
        + ", \"faults\": "
        + totals.faults()
        + ", \"failovers\": "
        + totals.failovers()
        + ", \"acknowledged\": "
        + totals.acknowledged()
        + ", \"reads\": "
        + totals.reads()
        + ", \"virtualSeconds\": "
        + totals.virtualMillis() / 1_000
        + ", \"seconds\": "
        + Math.round(seconds())
        + ", \"violations\": "
        + totals.violations()
        + ", \"findings\": "
        + findings
        + "}\n";
  }
}
