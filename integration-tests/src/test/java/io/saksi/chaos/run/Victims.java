package io.saksi.chaos.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Who plays which part at the moment of a fault.
 *
 * @param victim the node to be struck
 * @param other another data node: the primary, unless that is the victim
 * @param third the one that is neither
 * @param heir the standby that a switchover goes to: the victim, where that is one
 * @param draw decides what else is open, from the strike's own number
 */
record Victims(String victim, String other, String third, String heir, long draw) {
  /**
   * @param primary of the reign that is open
   * @param leader Raft's
   * @param all three nodes with data
   */
  static Victims of(Target target, String primary, String leader, List<String> all, long draw) {
    List<String> standbys = all.stream().filter(n -> !n.equals(primary)).sorted().toList();
    String victim =
        switch (target) {
          case PRIMARY, ALL -> primary;
          case STANDBY -> standbys.get((int) Math.floorMod(draw, (long) standbys.size()));
          case RAFT_LEADER -> all.contains(leader) ? leader : primary;
        };
    String other = victim.equals(primary) ? standbys.getFirst() : primary;
    String third =
        all.stream().filter(n -> !n.equals(victim) && !n.equals(other)).findFirst().orElse(other);
    String heir = victim.equals(primary) ? other : victim;
    return new Victims(victim, other, third, heir, draw);
  }

  /** All of them, in an order of the draw's. */
  List<String> shuffled() {
    List<String> order = new ArrayList<>(List.of(victim, other, third));
    Collections.sort(order);
    Collections.shuffle(order, new Random(draw));
    return order;
  }
}
