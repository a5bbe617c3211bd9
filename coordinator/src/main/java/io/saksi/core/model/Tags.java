package io.saksi.core.model;

import java.util.Optional;

/**
 * What an operator says about a node's fitness for its roles.
 *
 * @param priority among equally suitable candidates the higher is elected; 0 means never promote
 * @param zone where it stands (a rack, a room, a site); commits are rather waited for from other
 *     zones than the primary's
 * @param nosync it never counts for synchronous commit
 * @param pinned set by an operator: what its agent says at its next start does not replace them
 */
public record Tags(int priority, Optional<String> zone, boolean nosync, boolean pinned) {
  private static final int MAX_ZONE = 64;

  public Tags {
    if (priority < 0) {
      throw new IllegalArgumentException("a priority is not negative: " + priority);
    }
    if (zone.isPresent() && (zone.get().isBlank() || zone.get().length() > MAX_ZONE)) {
      throw new IllegalArgumentException("a zone has 1 to " + MAX_ZONE + " characters");
    }
  }

  /** Only a priority, as its agent gives it. */
  public static Tags of(int priority) {
    return new Tags(priority, Optional.empty(), false, false);
  }

  public Tags asPinned() {
    return new Tags(priority, zone, nosync, true);
  }
}
