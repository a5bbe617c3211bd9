package io.saksi.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line in an operator's hands, on the cluster under test. */
final class Operator {
  private static final Duration ENDS_WITHIN = Duration.ofMinutes(2);

  private final TestCluster cluster;

  Operator(TestCluster cluster) {
    this.cluster = cluster;
  }

  /** An order that is under way. */
  record Order(Process process, Path log) {
    String said() throws IOException {
      return Files.readString(log);
    }

    void awaitSaid(String words) throws Exception {
      Await.until(words, Duration.ofSeconds(60), () -> said().contains(words));
    }

    Run awaitEnd() throws IOException, InterruptedException {
      if (!process.waitFor(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroy();
        throw new AssertionError("did not end in time: " + said());
      }
      return new Run(process.exitValue(), said());
    }
  }

  Order begin(String... words) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.addAll(List.of("--agents", String.join(",", cluster.agentAddresses())));
    arguments.addAll(List.of("--secret-file", cluster.area().secret().toString()));
    arguments.addAll(List.of("--timeout", "20s"));
    Path log = Files.createTempFile(cluster.area().home(""), "order", ".log");
    return new Order(Shipped.process(arguments, log).start(), log);
  }

  Run run(String... words) throws IOException, InterruptedException {
    return told(begin(words).awaitEnd(), words);
  }

  /** A question that everybody may ask: without the secret. */
  Run ask(String... words) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.addAll(List.of("--agents", String.join(",", cluster.agentAddresses())));
    arguments.addAll(List.of("--timeout", "20s"));
    return told(Run.of(cluster.area(), arguments), words);
  }

  private static Run told(Run run, String... words) {
    System.out.println(
        "$ saksi " + String.join(" ", words) + "\n" + run.said() + "-> " + run.code());
    return run;
  }
}
