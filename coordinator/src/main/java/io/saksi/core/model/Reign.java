package io.saksi.core.model;

import java.util.Optional;
import java.util.Set;

/**
 * Who leads, and how far that has come. The only ways from one to the next:
 *
 * <pre>
 *   None ──Found──► Elected(FOUND)
 *   Open ──BeginFailover──► Electing ──Elect──► Elected ──Open──► Open
 *   Elected ──BeginFailover──► Electing         (the candidate failed: the next epoch)
 * </pre>
 */
public sealed interface Reign {
  Epoch epoch();

  /** The node that leads or is elected to; empty while nobody is. */
  Optional<NodeId> leader();

  /**
   * There is no database yet.
   *
   * @param brought the data directory with which the founder is to lead: it was there before the
   *     cluster. Empty: it makes one
   */
  record None(Optional<InstanceId> brought) implements Reign {
    @Override
    public Epoch epoch() {
      return Epoch.NONE;
    }

    @Override
    public Optional<NodeId> leader() {
      return Optional.empty();
    }
  }

  /**
   * Every node promises to take no WAL of an earlier epoch, and says how far its own reaches.
   *
   * @param excluded candidates of this succession that failed; elected again only if there is
   *     nobody else
   */
  record Electing(Epoch epoch, Cause cause, Set<NodeId> excluded) implements Reign {
    public Electing {
      excluded = Set.copyOf(excluded);
    }

    @Override
    public Optional<NodeId> leader() {
      return Optional.empty();
    }
  }

  /**
   * The candidate gets ready behind a closed gate.
   *
   * @param branch what it will write to; for {@link Accession#PROMOTE} a fresh timeline
   * @param proposed the sync entry that is to rule from {@code Open} on; until then, those of the
   *     last open reign do
   * @param source a node from which the candidate first streams what that one has more
   * @param position how far the candidate's WAL reached when it was elected; the floor from {@code
   *     Open} on
   */
  record Elected(
      Epoch epoch,
      Cause cause,
      NodeId candidate,
      Accession accession,
      Branch branch,
      SyncEntry proposed,
      Optional<NodeId> source,
      Optional<Position> position,
      Set<NodeId> excluded)
      implements Reign {
    public Elected {
      excluded = Set.copyOf(excluded);
    }

    /** Whether the candidate leads with a database that was there before the cluster. */
    public boolean adopts() {
      return accession == Accession.FOUND && position.isPresent();
    }

    /** Whether the candidate makes the first database: what it has may be made anew. */
    public boolean makesTheFirst() {
      return accession == Accession.FOUND && position.isEmpty();
    }

    /**
     * Whether a standby still has what it was elected with: one whose disk went back in time since
     * it reported is not the one that was elected.
     */
    public boolean hasReached(Lsn reached) {
      return position.map(at -> !reached.lacks(at.lsn())).orElse(true);
    }

    @Override
    public Optional<NodeId> leader() {
      return Optional.of(candidate);
    }
  }

  /** Permission to open. The gate itself follows the lease. */
  record Open(Epoch epoch, NodeId primary, Branch branch, FenceProof proof) implements Reign {
    @Override
    public Optional<NodeId> leader() {
      return Optional.of(primary);
    }
  }

  /** How a node comes to lead. */
  enum Accession {
    /** It makes the cluster's first database, or brings it. */
    FOUND,
    /** A standby is promoted, onto a fresh timeline. */
    PROMOTE,
    /** The last open reign's primary starts again, on the branch that it has. */
    IN_PLACE
  }
}
