package io.saksi.core.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.NodeId;
import io.saksi.core.model.SyncSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The arithmetic against the naive model: all of a small world, and a sample of a larger one. */
class EligibilityExhaustiveTest {
  private static final int NOT_HEARD = 0;

  @Test
  void withUpToThreeStandbysEveryCaseAgreesWithTheNaiveModel() {
    List<NodeId> nodes = Elections.STANDBYS.subList(0, 3);
    List<SyncSet> sets = sets(nodes);
    long eligible = 0;
    long cases = 0;
    for (SyncSet first : sets) {
      for (SyncSet second : sets) {
        for (Map<NodeId, Integer> reported : reports(nodes, 3)) {
          for (int floor = 0; floor <= 2; floor++) {
            for (int former = 0; former <= 3; former++) {
              Optional<Integer> end = former == NOT_HEARD ? Optional.empty() : Optional.of(former);
              eligible += agree(new NaiveQuorum(List.of(first, second), reported, floor, end));
              cases++;
            }
          }
        }
      }
    }
    System.out.printf("%,d cases, %,d eligible candidates%n", cases, eligible);
    assertThat(eligible).isGreaterThan(10_000);
  }

  @Test
  void withFourStandbysAndThreeSetsASampleAgrees() {
    SplittableRandom random = new SplittableRandom(20261121);
    List<SyncSet> sets = sets(Elections.STANDBYS);
    long eligible = 0;
    for (int i = 0; i < 20_000; i++) {
      List<SyncSet> inForce = new ArrayList<>();
      for (int entry = random.nextInt(1, 4); entry > 0; entry--) {
        inForce.add(sets.get(random.nextInt(sets.size())));
      }
      Map<NodeId, Integer> reported = new TreeMap<>();
      Elections.STANDBYS.forEach(node -> put(reported, node, random.nextInt(7)));
      int former = random.nextInt(7);
      Optional<Integer> end = former == NOT_HEARD ? Optional.empty() : Optional.of(former);
      eligible += agree(new NaiveQuorum(inForce, reported, random.nextInt(5), end));
    }
    assertThat(eligible).isGreaterThan(5_000);
  }

  /** How many are eligible in both. */
  private static long agree(NaiveQuorum naive) {
    Eligibility eligibility = new Eligibility(Elections.of(naive));
    long eligible = 0;
    for (NodeId node : Elections.STANDBYS) {
      boolean may = naive.mayLead(node);
      if (eligibility.of(node) != may) {
        throw new AssertionError(node + " in " + naive + ": the model says " + may);
      }
      eligible += may ? 1 : 0;
    }
    return eligible;
  }

  private static List<SyncSet> sets(List<NodeId> nodes) {
    List<SyncSet> all = new ArrayList<>();
    for (Set<NodeId> members : NaiveQuorum.subsets(nodes)) {
      for (int k = members.isEmpty() ? 0 : 1; k <= members.size(); k++) {
        all.add(SyncSet.any(k, members));
      }
    }
    return all;
  }

  private static List<Map<NodeId, Integer>> reports(List<NodeId> nodes, int furthest) {
    List<Map<NodeId, Integer>> all = List.of(Map.of());
    for (NodeId node : nodes) {
      List<Map<NodeId, Integer>> more = new ArrayList<>();
      for (Map<NodeId, Integer> before : all) {
        for (int lsn = NOT_HEARD; lsn <= furthest; lsn++) {
          Map<NodeId, Integer> with = new TreeMap<>(before);
          put(with, node, lsn);
          more.add(with);
        }
      }
      all = more;
    }
    return all;
  }

  private static void put(Map<NodeId, Integer> reported, NodeId node, int lsn) {
    if (lsn != NOT_HEARD) {
      reported.put(node, lsn);
    }
  }
}
