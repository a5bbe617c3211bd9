package io.saksi.core.incident;

import io.saksi.core.command.Command;
import io.saksi.core.model.Branch;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Mode;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Renewal;
import io.saksi.core.quorum.KnownLoss;
import io.saksi.core.quorum.Policy;
import io.saksi.core.state.ClusterState;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** What an election loses, told from what is known in the moment of it. */
final class Losses {
  private final ClusterState before;
  private final Command.Elect elect;
  private final Incident incident;
  private final Optional<Service> service;

  /**
   * @param before the state that the election was applied to
   */
  Losses(ClusterState before, Command.Elect elect, Incident incident, Optional<Service> service) {
    this.before = before;
    this.elect = elect;
    this.incident = incident;
    this.service = service;
  }

  Loss known() {
    if (incident.kind() == Incident.Kind.DISASTER) {
      // What the lost ones acknowledged among themselves is in no survivor's log.
      return atLeast();
    }
    return isProven() ? Loss.NONE : beyondItsEnd().orElseGet(this::atLeast);
  }

  /**
   * The former primary was verified dead and said where its WAL ends: what lies beyond the chosen
   * one is all that can be lost. Below the floor what it says is not its end.
   */
  private Optional<Loss> beyondItsEnd() {
    ClusterState informed = before.informed(elect.positions());
    Optional<Lsn> reach = position().flatMap(informed.history()::covers);
    return Optional.ofNullable(informed.positions().get(incident.primary()))
        .flatMap(informed.history()::covers)
        .filter(end -> end.isAtLeast(informed.floorLsn()))
        .flatMap(end -> reach.map(from -> Math.max(0, end.minus(from))))
        .map(bytes -> new Loss(true, Optional.of(bytes), span(bytes)));
  }

  /**
   * Where an election of a synchronous mode ends without force, what was elected has every
   * acknowledged commit (design, section 4.4); a primary that goes on has what it has; and whoever
   * reached the failover LSN has all that the former one ever wrote.
   */
  private boolean isProven() {
    boolean eligible =
        forced().isEmpty()
            && before.inForce().stream().noneMatch(entry -> entry.mode() == Mode.ASYNC);
    return elect.accession() == Reign.Accession.IN_PLACE || eligible || reachedTheEnd();
  }

  private Optional<Orders.Forced> forced() {
    return before.reign() instanceof Reign.Electing electing
        ? Policy.forced(before, electing)
        : Optional.empty();
  }

  private boolean reachedTheEnd() {
    return before
        .orders()
        .switchover()
        .filter(s -> s.epoch().equals(incident.ended()))
        .flatMap(Orders.Switchover::failoverLsn)
        .flatMap(end ->
            position()
                .filter(at -> at.branch().equals(incident.branch()))
                .map(at -> at.lsn().isAtLeast(end)))
        .orElse(false);
  }

  private Loss atLeast() {
    ClusterState informed = before.informed(elect.positions());
    Optional<Long> bytes = position().flatMap(at -> KnownLoss.of(informed, at));
    return new Loss(false, bytes, bytes.flatMap(this::span));
  }

  private Optional<Duration> span(long bytes) {
    return bytes == 0
        ? Optional.of(Duration.ZERO)
        : position()
            .filter(at -> at.branch().equals(incident.branch()))
            .flatMap(at -> service.flatMap(s -> s.since(at.branch(), at.lsn())));
  }

  /** What the new timeline begins with: what a source has more is streamed first. */
  private Optional<Position> position() {
    NodeId furthest = elect.source().orElse(elect.candidate());
    return Optional.ofNullable(before.informed(elect.positions()).positions().get(furthest));
  }

  /** The furthest that is known of the former primary, on the branch that it wrote. */
  Optional<Position> formerEnd() {
    Branch branch = incident.branch();
    Optional<Position> shutDown =
        before
            .orders()
            .switchover()
            .filter(s -> s.epoch().equals(incident.ended()))
            .flatMap(Orders.Switchover::failoverLsn)
            .map(lsn -> new Position(branch, lsn));
    Optional<Position> renewed = before.renewal().flatMap(Renewal::end);
    Optional<Position> said =
        Optional.ofNullable(before.informed(elect.positions()).positions().get(incident.primary()));
    return Stream.of(shutDown, renewed, said)
        .flatMap(Optional::stream)
        .filter(at -> at.branch().equals(branch))
        .max(Comparator.comparing(Position::lsn));
  }
}
