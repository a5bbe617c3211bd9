package io.saksi.core.plan;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The sync set on the primary: which entry is in force, and who of it has flushed how far. */
public final class SyncPlan {
  private SyncPlan() {}

  static List<Action> inForce(Epoch epoch, SyncEntry wanted, Postgres.Primary primary) {
    // Never back to an older one: after a restart our peer may know less than was in force before.
    boolean done = primary.sync().map(proof -> proof.entryId() >= wanted.id()).orElse(false);
    return done ? List.of() : List.of(new Action.ApplySync(epoch, wanted));
  }

  /**
   * The opening rule (design, section 4.7): the entry is proven to be in force, and enough of its
   * members have flushed the marker, which was written after the gate was closed. What is visible
   * once the gate opens can then not be lost.
   */
  public static boolean gathered(SyncEntry entry, Postgres.Primary primary) {
    return isProven(entry, primary) && flushedMarker(entry, primary).size() >= entry.set().k();
  }

  private static boolean isProven(SyncEntry entry, Postgres.Primary primary) {
    return primary.sync().map(proof -> proof.entryId() == entry.id()).orElse(false);
  }

  /** The members of the entry that have flushed its marker; nobody while it is not in force. */
  public static Set<NodeId> flushedMarker(SyncEntry entry, Postgres.Primary primary) {
    Set<NodeId> flushed = new TreeSet<>();
    if (!isProven(entry, primary)) {
      return flushed;
    }
    for (NodeId member : entry.set().members()) {
      boolean has =
          primary.standbys().stream()
              .anyMatch(sender ->
                  sender.name().equals(member.name())
                      && sender.streaming()
                      && sender.isHonest()
                      && sender.flushed().isAtLeast(primary.sync().get().marker()));
      if (has) {
        flushed.add(member);
      }
    }
    return flushed;
  }
}
