package io.saksi.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.chaos.check.Violation;
import io.saksi.chaos.client.Bank;
import io.saksi.chaos.client.Clients;
import io.saksi.chaos.client.Lists;
import io.saksi.chaos.client.Probes;
import io.saksi.chaos.client.Rows;
import io.saksi.chaos.cluster.ContainerCluster;
import io.saksi.chaos.cluster.Fault;
import io.saksi.chaos.cluster.Node;
import io.saksi.proto.v1.ClusterStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One story: clients, a fault, its end, and what the checker says of all that the clients saw. */
record Run(String story, ContainerCluster cluster) {
  private static final Duration PROGRESS_WITHIN = Duration.ofSeconds(30);

  /**
   * A fault that costs the primary its office.
   *
   * @param fault made for whoever is primary
   */
  void failover(Function<String, Fault> fault) throws Exception {
    ClusterStatus before = cluster.view().awaitWhole();
    Fault struck = fault.apply(before.getReign().getPrimary());
    during(clients -> {
      clients.awaitProgress(PROGRESS_WITHIN);
      long began = System.nanoTime();
      struck.strike(cluster);
      cluster.view().awaitSuccessor(before);
      clients.awaitProgress(PROGRESS_WITHIN);
      say(struck + ": every client goes on after " + millisSince(began) + " ms");
      struck.heal(cluster);
      cluster.view().awaitWhole();
      clients.awaitProgress(PROGRESS_WITHIN);
    });
  }

  /** What happens while clients are at work. */
  @FunctionalInterface
  interface Happening {
    void happen(Clients clients) throws Exception;
  }

  /** Lets it happen, then has the checker decide. */
  void during(Happening happening) throws Exception {
    List<String> ways = List.of(cluster.routerUrl(), cluster.multiHostUrl());
    try (Clients clients = Clients.start(List.of(new Rows(), new Bank(), new Lists()), ways);
        Probes probes = Probes.start(cluster.routerUrl(), dataNodes())) {
      happening.happen(clients);
      List<Violation> found = new ArrayList<>(probes.check());
      found.addAll(clients.check());
      say(
          "acknowledged %d, direct writes %d, violations %d"
              .formatted(clients.acknowledged(), probes.accepted(), found.size()));
      assertThat(found).isEmpty();
    }
  }

  private Map<String, String> dataNodes() {
    return cluster.nodes().stream()
        .filter(node -> !node.isWitness())
        .collect(Collectors.toMap(Node::name, cluster::directUrl));
  }

  private void say(String what) {
    System.out.println(story + ": " + what);
  }

  private static long millisSince(long began) {
    return Duration.ofNanos(System.nanoTime() - began).toMillis();
  }
}
