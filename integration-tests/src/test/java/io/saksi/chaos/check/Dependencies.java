package io.saksi.chaos.check;

import io.saksi.chaos.check.ListTransaction.Read;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who must come before whom in any serial order: by transaction, those that must come after it, and
 * why. A transaction of unknown outcome has a part in it once something of it was read.
 */
record Dependencies(Map<Integer, Map<Integer, Set<Kind>>> after) {
  /** Adya's three direct dependencies. */
  enum Kind {
    /** The later appended right behind the earlier. */
    WRITE_WRITE,
    /** The later read what the earlier appended. */
    WRITE_READ,
    /** The later appended right behind what the earlier had read as the end. */
    READ_WRITE
  }

  static Dependencies of(List<ListTransaction> history, Writers writers, Versions versions) {
    Dependencies made = new Dependencies(new TreeMap<>());
    versions
        .byKey()
        .values()
        .forEach(order -> {
          for (int i = 1; i < order.size(); i++) {
            made.add(writers.of(order.get(i - 1)), writers.of(order.get(i)), Kind.WRITE_WRITE);
          }
        });
    for (ListTransaction reader : history) {
      for (Read read : reader.reads()) {
        made.addReader(reader, read, writers, versions.byKey().get(read.key()));
      }
    }
    return made;
  }

  private void addReader(ListTransaction reader, Read read, Writers writers, List<Long> order) {
    int size = read.seen().size();
    if (size > 0) {
      add(writers.of(read.seen().getLast()), Optional.of(reader), Kind.WRITE_READ);
    }
    boolean parted = !read.seen().equals(order.subList(0, size));
    if (!parted && size < order.size()) {
      add(Optional.of(reader), writers.of(order.get(size)), Kind.READ_WRITE);
    }
  }

  private void add(Optional<ListTransaction> earlier, Optional<ListTransaction> later, Kind kind) {
    if (earlier.isPresent() && later.isPresent() && earlier.get().id() != later.get().id()) {
      after
          .computeIfAbsent(earlier.get().id(), _ -> new HashMap<>())
          .computeIfAbsent(later.get().id(), _ -> EnumSet.noneOf(Kind.class))
          .add(kind);
    }
  }

  Map<Integer, Set<Kind>> after(int id) {
    return after.getOrDefault(id, Map.of());
  }
}
