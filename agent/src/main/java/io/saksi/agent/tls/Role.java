package io.saksi.agent.tls;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a certificate says of its holder, from the least that it may do to the most. */
public enum Role {
  /** Looks: status, incidents, what an order would do. */
  VIEWER,
  /** Gives the orders that lose nothing: switchover, pause, maintenance. */
  OPERATOR,
  /** Everything that can be ordered: a loss that is accepted, members, settings, certificates. */
  ADMIN,
  /** An agent. It speaks as its own node, and passes on what operators order. */
  NODE;

  /** Whether who has this may do what takes the other. */
  public boolean covers(Role needed) {
    return compareTo(needed) >= 0;
  }

  /** As certificates and the command line write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Role> ofWord(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }
}
