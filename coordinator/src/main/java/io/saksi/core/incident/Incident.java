package io.saksi.core.incident;

import io.saksi.core.audit.Request;
import io.saksi.core.model.Branch;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.FenceProof;
import io.saksi.core.model.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One change of roles, or one lapse of the lease, from its first sign to service.
 *
 * @param number counts all incidents of the cluster, from 1
 * @param ended the reign that it ended, or interrupted
 * @param primary who led that
 * @param branch that it wrote
 * @param orders of operators, oldest first, the last ones
 * @param elections oldest first: the first, and the last ones
 * @param forgotten elections in between
 * @param forgottenLoss of those of them in which somebody was allowed to open
 * @param marks in the order of the log
 * @param fence of the former primary, the last proof recorded
 * @param end empty while it goes on
 */
public record Incident(
    long number,
    Kind kind,
    Epoch ended,
    NodeId primary,
    Branch branch,
    List<Order> orders,
    List<Election> elections,
    int forgotten,
    Optional<Loss> forgottenLoss,
    List<Mark> marks,
    Optional<FenceProof> fence,
    Optional<End> end) {
  public Incident {
    orders = List.copyOf(orders);
    elections = List.copyOf(elections);
    marks = List.copyOf(marks);
  }

  /** What it is to an operator. */
  public enum Kind {
    /** The cluster began it by itself. */
    FAILOVER,
    /** Planned, also where the primary failed in the middle of it. */
    SWITCHOVER,
    /** An operator forced it, whatever is lost. */
    FORCED,
    /**
     * The lease was not renewed for longer than it lasts, so the gate was closed, and nobody else
     * was elected: no quorum, or the primary started again where it was.
     */
    LAPSE,
    /** The quorum was lost for good and rebuilt: how much was lost with it nobody knows. */
    DISASTER
  }

  /** An operator's order, of these kinds only. */
  public record Order(Kind kind, NodeId target, Request request) {}

  /**
   * How it ended.
   *
   * @param words for people; why it was rolled back
   */
  public record End(How how, NodeId leads, Epoch epoch, String words) {}

  /** The ways to end. */
  public enum How {
    SWITCHED,
    SAME_PRIMARY,
    ROLLED_BACK
  }

  public boolean isOver() {
    return end.isPresent();
  }

  /** Why it began. */
  public Optional<Election> first() {
    return elections.stream().findFirst();
  }

  /** The last one in which somebody was allowed to open. */
  public Optional<Election> decisive() {
    return elections.stream().filter(e -> e.opening().isPresent()).reduce((_, last) -> last);
  }

  /**
   * Empty while nobody leads. That a primary goes on where it was loses nothing: what it had it
   * has.
   */
  public Optional<Loss> loss() {
    Optional<Loss> ofElections =
        Stream.concat(
                forgottenLoss.stream(), elections.stream().flatMap(e -> e.openedLoss().stream()))
            .reduce(Loss::and);
    return isOver() ? ofElections.or(() -> Optional.of(Loss.NONE)) : ofElections;
  }

  /**
   * When service is taken to have ended: at the last renewal of the lease, or, where an operator
   * closed the gate, at his order.
   */
  public Optional<Stamp> downFrom() {
    return marks.stream().map(Mark::at).findFirst();
  }

  /** When service began again; empty while there is none. */
  public Optional<Stamp> downTo() {
    return isOver() ? marks.stream().map(Mark::at).reduce((_, last) -> last) : Optional.empty();
  }

  /** Without service; empty while it goes on. */
  public Optional<Stamp.Span> outage() {
    return isOver() && !marks.isEmpty()
        ? Optional.of(Stamp.between(marks.stream().map(Mark::at).toList()))
        : Optional.empty();
  }
}
