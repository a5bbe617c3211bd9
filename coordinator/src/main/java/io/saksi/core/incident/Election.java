package io.saksi.core.incident;

import io.saksi.core.model.Cause;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One election of an incident; a candidate that fails is followed by another one.
 *
 * @param epoch that it was for
 * @param evidence with which it was begun
 * @param vote empty while nobody is elected
 * @param opening empty while nobody may open
 */
public record Election(
    Epoch epoch,
    Cause cause,
    List<Finding> evidence,
    Optional<Vote> vote,
    Optional<Opening> opening) {
  public Election {
    evidence = List.copyOf(evidence);
  }

  /**
   * Who was chosen, and on what.
   *
   * @param source from which it first streamed what that one had more
   * @param positions of every node that promised to take no WAL of an earlier epoch
   * @param formerEnd how far the former primary's WAL is known to have reached
   * @param loss as it was known then
   */
  public record Vote(
      NodeId chosen,
      Reign.Accession accession,
      Optional<NodeId> source,
      Map<NodeId, Position> positions,
      Optional<Position> formerEnd,
      Loss loss) {
    public Vote {
      positions = Collections.unmodifiableMap(new TreeMap<>(positions));
    }
  }

  /**
   * With what the chosen one opened.
   *
   * @param forkedAt where its timeline left the former one; empty in place
   */
  public record Opening(SyncSet set, Optional<Lsn> forkedAt) {}

  /**
   * Bytes of the former primary's WAL that are not part of the history: not the same as a loss, for
   * of what no standby had confirmed nobody was told that it was committed.
   */
  public Optional<Long> gap() {
    if (vote.isEmpty() || opening.isEmpty()) {
      return Optional.empty();
    } else if (vote.get().accession() == Reign.Accession.IN_PLACE) {
      return Optional.of(0L);
    }
    return vote.get()
        .formerEnd()
        .flatMap(end -> opening.get().forkedAt().map(fork -> Math.max(0, end.lsn().minus(fork))));
  }

  /** Empty while nobody may open: until then the next one may have what this one has not. */
  Optional<Loss> openedLoss() {
    return opening.flatMap(_ -> vote).map(Vote::loss);
  }

  Election elected(Vote who) {
    return new Election(epoch, cause, evidence, Optional.of(who), opening);
  }

  Election opened(Opening how) {
    return new Election(epoch, cause, evidence, vote, Optional.of(how));
  }
}
