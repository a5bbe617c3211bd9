package io.saksi.chaos.check;

import io.saksi.chaos.check.Dependencies.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Cycles of dependencies, the worst kind of each component: in a strongly connected component of
 * appends alone there is a G0; of appends and reads, a G1c; with one overwritten read, a G-single;
 * otherwise the component holds a G2.
 */
final class Cycles {
  private static final Set<Kind> WRITES = EnumSet.of(Kind.WRITE_WRITE);
  private static final Set<Kind> INFORMATION = EnumSet.of(Kind.WRITE_WRITE, Kind.WRITE_READ);
  private static final Set<Kind> ALL = EnumSet.allOf(Kind.class);

  private final Map<Integer, ListTransaction> transactions = new HashMap<>();
  private final Dependencies dependencies;

  private Cycles(List<ListTransaction> history, Dependencies dependencies) {
    history.forEach(transaction -> transactions.put(transaction.id(), transaction));
    this.dependencies = dependencies;
  }

  static List<Violation> check(List<ListTransaction> history, Dependencies dependencies) {
    Cycles cycles = new Cycles(history, dependencies);
    List<Violation> found = new ArrayList<>();
    for (Set<Integer> component : Components.of(dependencies)) {
      found.add(cycles.worst(component));
    }
    return found;
  }

  /** A component has a cycle by definition; the question is which. */
  private Violation worst(Set<Integer> component) {
    List<Integer> path = cycle(component, WRITES, WRITES);
    if (!path.isEmpty()) {
      return violation(Anomaly.G0, path);
    }
    path = cycle(component, EnumSet.of(Kind.WRITE_READ), INFORMATION);
    if (!path.isEmpty()) {
      return violation(Anomaly.G1C, path);
    }
    path = cycle(component, EnumSet.of(Kind.READ_WRITE), INFORMATION);
    if (!path.isEmpty()) {
      return violation(Anomaly.G_SINGLE, path);
    }
    return violation(Anomaly.G2, cycle(component, ALL, ALL));
  }

  /** One step of a kind of {@code first}, and the shortest way back by steps of {@code rest}. */
  private List<Integer> cycle(Set<Integer> component, Set<Kind> first, Set<Kind> rest) {
    for (int from : component) {
      for (Map.Entry<Integer, Set<Kind>> step : dependencies.after(from).entrySet()) {
        if (component.contains(step.getKey()) && !Collections.disjoint(step.getValue(), first)) {
          List<Integer> back = path(component, step.getKey(), from, rest);
          if (!back.isEmpty()) {
            return back;
          }
        }
      }
    }
    return List.of();
  }

  /** Breadth first, so the shortest; begins with the one and ends with the other. */
  private List<Integer> path(Set<Integer> component, int from, int to, Set<Kind> kinds) {
    Map<Integer, Integer> before = new HashMap<>();
    Set<Integer> seen = new HashSet<>(Set.of(from));
    ArrayDeque<Integer> next = new ArrayDeque<>(seen);
    while (!next.isEmpty()) {
      int at = next.remove();
      if (at == to) {
        return unwind(before, from, to);
      }
      dependencies
          .after(at)
          .forEach((later, why) -> {
            if (component.contains(later) && !Collections.disjoint(why, kinds) && seen.add(later)) {
              before.put(later, at);
              next.add(later);
            }
          });
    }
    return List.of();
  }

  private static List<Integer> unwind(Map<Integer, Integer> before, int from, int to) {
    List<Integer> path = new ArrayList<>(List.of(to));
    for (int at = to; at != from; ) {
      at = before.get(at);
      path.add(at);
    }
    Collections.reverse(path);
    return path;
  }

  private Violation violation(Anomaly anomaly, List<Integer> path) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < path.size(); i++) {
      int at = path.get(i);
      int later = path.get((i + 1) % path.size());
      text.append(transactions.get(at)).append(" before (");
      text.append(dependencies.after(at).getOrDefault(later, Set.of())).append(") ");
    }
    return new Violation(anomaly, text.append("T" + path.getFirst()).toString());
  }
}
