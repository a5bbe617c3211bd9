package io.saksi.core.view;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The virtual addresses that a node is set up for, and what has become of them there.
 *
 * @param addresses in the order of its options
 * @param hardware the link addresses of its interfaces for them: who answers with one of these is
 *     this node
 * @param readLag the bytes of WAL not yet replayed up to which it may hold read-only addresses
 * @param readOnPrimary whether it may hold them as the primary while no standby can
 */
public record VipFacts(
    List<Address> addresses, Set<String> hardware, long readLag, boolean readOnPrimary) {
  public static final VipFacts NONE = new VipFacts(List.of(), Set.of(), 0, false);

  public VipFacts {
    addresses = List.copyOf(addresses);
    // In the order of names, so that equal facts look the same everywhere.
    hardware = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(hardware));
  }

  /**
   * One of them.
   *
   * @param address as people write it
   * @param role whose it is
   * @param group the addresses of one read-only group are held by the same node; for the read-write
   *     ones the group is empty
   * @param held whether it is on this node now
   * @param trouble why it is not as it should be
   */
  public record Address(
      String address, Role role, String group, boolean held, Optional<Trouble> trouble) {}

  /** Whose an address is. */
  public enum Role {
    /** The open primary's. */
    WRITE,
    /** A healthy standby's. */
    READ
  }

  /** What is wrong with an address, with the evidence. */
  public record Trouble(Kind kind, String text) {
    /** The kinds. */
    public enum Kind {
      /** A host that is no member of the cluster answers for it. */
      CONFLICT,
      /** It cannot be added, removed or announced. */
      FAILED
    }
  }

  /** Whether the node is set up for this read-only group, and nothing is wrong with it there. */
  public boolean offers(String group) {
    return addresses.stream().anyMatch(a -> a.role() == Role.READ && a.group().equals(group))
        && addresses.stream()
            .noneMatch(
                a -> a.role() == Role.READ && a.group().equals(group) && a.trouble().isPresent());
  }

  /** Whether any address of this read-only group is on the node. */
  public boolean holds(String group) {
    return addresses.stream()
        .anyMatch(a -> a.role() == Role.READ && a.group().equals(group) && a.held());
  }

  /** The read-only groups that the node is set up for. */
  public Set<String> groups() {
    Set<String> groups = new TreeSet<>();
    addresses.stream().filter(a -> a.role() == Role.READ).forEach(a -> groups.add(a.group()));
    return groups;
  }
}
