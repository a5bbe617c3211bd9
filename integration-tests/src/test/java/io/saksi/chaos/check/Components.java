package io.saksi.chaos.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Strongly connected components of more than one transaction, by Tarjan ("Depth-first search and
 * linear graph algorithms", 1972), without recursion: a history has more transactions than a
 * thread's stack has room for.
 */
final class Components {
  private final Dependencies dependencies;
  private final Map<Integer, Integer> index = new HashMap<>();
  private final Map<Integer, Integer> low = new HashMap<>();
  private final ArrayDeque<Integer> open = new ArrayDeque<>();
  private final Set<Integer> isOpen = new HashSet<>();
  private final List<Set<Integer>> found = new ArrayList<>();

  private Components(Dependencies dependencies) {
    this.dependencies = dependencies;
  }

  private record Visit(int at, Iterator<Integer> later) {}

  static List<Set<Integer>> of(Dependencies dependencies) {
    Components components = new Components(dependencies);
    for (int id : dependencies.after().keySet()) {
      if (!components.index.containsKey(id)) {
        components.search(id);
      }
    }
    return components.found;
  }

  private void search(int root) {
    ArrayDeque<Visit> visits = new ArrayDeque<>(List.of(enter(root)));
    while (!visits.isEmpty()) {
      Visit visit = visits.peek();
      if (visit.later().hasNext()) {
        int later = visit.later().next();
        if (!index.containsKey(later)) {
          visits.push(enter(later));
        } else if (isOpen.contains(later)) {
          low.merge(visit.at(), index.get(later), Math::min);
        }
      } else {
        visits.pop();
        close(visit.at());
        if (!visits.isEmpty()) {
          low.merge(visits.peek().at(), low.get(visit.at()), Math::min);
        }
      }
    }
  }

  private Visit enter(int id) {
    index.put(id, index.size());
    low.put(id, index.get(id));
    open.push(id);
    isOpen.add(id);
    return new Visit(id, dependencies.after(id).keySet().iterator());
  }

  private void close(int id) {
    if (!low.get(id).equals(index.get(id))) {
      return;
    }
    Set<Integer> component = new TreeSet<>();
    while (isOpen.contains(id)) {
      int member = open.pop();
      isOpen.remove(member);
      component.add(member);
    }
    if (component.size() > 1) {
      found.add(component);
    }
  }
}
