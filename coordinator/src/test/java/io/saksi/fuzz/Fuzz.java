package io.saksi.fuzz;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The command line of the fuzzer; {@code deploy/fuzz.sh} runs it. */
public final class Fuzz {
  private static final long PROGRESS_NANOS = 1_000_000_000;

  private final Options options;
  private final List<Target> targets;
  private final long began = System.nanoTime();
  private final boolean terminal =
      Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  private long shown = began;

  private Fuzz(Options options, List<Target> targets) {
    this.options = options;
    this.targets = targets;
  }

  /** Returns the exit status: 0 nothing was found; 1 something was; 2 wrong usage. */
  public static int run(String[] arguments, List<Target> all)
      throws IOException, InterruptedException {
    try {
      Options options = Options.parse(arguments);
      return new Fuzz(options, options.chosen(all)).run();
    } catch (IllegalArgumentException e) {
      System.err.println("fuzz: " + e.getMessage());
      return 2;
    }
  }

  private int run() throws IOException, InterruptedException {
    if (options.list()) {
      targets.forEach(target -> System.out.println(target.name()));
      return 0;
    }
    if (options.replay().isPresent()) {
      return replay(options.replay().get());
    }
    Campaign campaign = new Campaign(targets, options.seed(), this::tell);
    campaign.run(options.duration(), () -> progress(campaign));
    if (terminal) {
      System.err.print("\r\033[K");
    }
    if (options.json().isPresent()) {
      Files.writeString(options.json().get(), json(campaign));
    }
    System.out.println(line(campaign));
    return campaign.findings().isEmpty() ? 0 : 1;
  }

  private int replay(Path file) throws IOException, InterruptedException {
    if (targets.size() != 1) {
      throw new IllegalArgumentException("--replay needs --only with the name of one parser");
    }
    Target target = targets.getFirst();
    Optional<Finding> found = new Fuzzer(target, options.seed()).again(Files.readAllBytes(file));
    System.out.println(found.map(Finding::story).orElse(target.name() + ": as it should"));
    return found.isEmpty() ? 0 : 1;
  }

  private String line(Campaign campaign) {
    return "cases %d, parsers %d, seed %d, %.0f s, findings %d"
        .formatted(
            campaign.cases(),
            targets.size(),
            options.seed(),
            seconds(),
            campaign.findings().size());
  }

  private double seconds() {
    return (System.nanoTime() - began) / 1e9;
  }

  private void progress(Campaign campaign) {
    long now = System.nanoTime();
    if (now - shown > (terminal ? PROGRESS_NANOS : 60 * PROGRESS_NANOS)) {
      shown = now;
      System.err.printf(terminal ? "\r\033[K%s" : "%s%n", line(campaign));
    }
  }

  /** At once: a run of hours may be interrupted. */
  private void tell(Finding finding) {
    String name =
        finding.target() + "-" + HexFormat.of().toHexDigits(finding.signature().hashCode());
    Path input = options.findings().resolve(name + ".input");
    try {
      Files.createDirectories(options.findings());
      Files.write(input, finding.input().toByteArray());
      Files.writeString(options.findings().resolve(name + ".txt"), finding.story());
    } catch (IOException e) {
      System.err.println("fuzz: the finding cannot be kept: " + e);
    }
    System.out.println(
        finding
            + "\n  kept: "
            + input
            + "; again: deploy/fuzz.sh --only "
            + finding.target()
            + " --replay "
            + input);
  }

  private String json(Campaign campaign) {
    String parsers =
        campaign.tallies().entrySet().stream()
            .map(e ->
                "{\"parser\": \"%s\", \"cases\": %d, \"taken\": %d, \"refused\": %d}"
                    .formatted(
                        e.getKey(),
                        e.getValue().cases(),
                        e.getValue().taken(),
                        e.getValue().refused()))
            .collect(Collectors.joining(",\n    ", "[\n    ", "\n  ]"));
    String findings =
        campaign.findings().stream()
            .map(f ->
                "{\"parser\": \"%s\", \"seed\": %d, \"case\": %d, \"input\": \"%s\"}"
                    .formatted(
                        f.target(),
                        f.seed(),
                        f.number(),
                        HexFormat.of().formatHex(f.input().toByteArray())))
            .collect(Collectors.joining(",\n    ", "[", "]"));
    return """
    {
      "seed": %d,
      "seconds": %.0f,
      "cases": %d,
      "parsers": %s,
      "findings": %s
    }
    """
        .formatted(options.seed(), seconds(), campaign.cases(), parsers, findings);
  }
}
