package io.saksi.core.decide;

import io.saksi.core.decide.Prospect.Verdict;
import io.saksi.core.incident.IncidentTrail;
import io.saksi.core.model.Goals;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Renewal;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Postgres;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the loss of the primary would lose now: nothing where every commit waited for a standby that
 * is there; otherwise what the best standby has not received. Nothing is also below every goal, so
 * each set that may be in force is asked, and the worst one counts.
 */
final class ExpectedLoss {
  private final ClusterState state;
  private final Reign.Open open;
  private final ClusterView view;
  private final Map<NodeId, Position> heirs;

  ExpectedLoss(ClusterState state, Reign.Open open, ClusterView view, Moment now) {
    this.state = state;
    this.open = open;
    this.view = view;
    heirs = Outlook.standbyPositions(state, open.primary(), view, now);
    heirs.keySet().removeIf(node -> !Heard.isLiveStandby(state, node, view, now));
  }

  Prospect.Loss of(IncidentTrail trail, Optional<Goals.Rpo> goal) {
    Optional<SyncSet> deserted =
        state.inForce().stream()
            .map(SyncEntry::set)
            .filter(set -> !set.isEmpty())
            .filter(set -> set.members().stream().noneMatch(heirs::containsKey))
            .findFirst();
    if (state.inForce().stream().anyMatch(entry -> entry.set().isEmpty())) {
      return behind(trail, goal);
    } else if (deserted.isPresent()) {
      return lost(
          "nobody of " + deserted.get() + " is there: only " + open.primary() + " has all", goal);
    } else if (state.inForce().isEmpty()) {
      return new Prospect.Loss(
          Prospect.unknown(goal),
          Optional.empty(),
          Optional.empty(),
          List.of("no set is known yet"));
    }
    return judged(
        0, Optional.of(Duration.ZERO), "commits wait for " + state.inForce().getLast().set(), goal);
  }

  /** Nobody is waited for. */
  private Prospect.Loss behind(IncidentTrail trail, Optional<Goals.Rpo> goal) {
    Optional<Lsn> best =
        heirs.entrySet().stream()
            .filter(e -> state.member(e.getKey()).map(Member::mayLead).orElse(false))
            .filter(e -> !state.orders().isAway(e.getKey()))
            .flatMap(e -> state.history().covers(e.getValue()).stream())
            .max(Comparator.naturalOrder());
    if (best.isEmpty()) {
      return lost("no standby is there that could take over", goal);
    }
    Optional<Lsn> end = end();
    if (end.isEmpty()) {
      return new Prospect.Loss(
          Prospect.unknown(goal),
          Optional.empty(),
          Optional.empty(),
          List.of("how far " + open.primary() + " has come is not known"));
    }
    long bytes = Math.max(0, end.get().minus(best.get()));
    Optional<Duration> time =
        bytes == 0
            ? Optional.of(Duration.ZERO)
            : trail.service().flatMap(service -> service.since(open.branch(), best.get()));
    String text =
        "commits wait for nobody, and the best standby is "
            + bytes
            + " bytes behind"
            + time.map(t -> ", written in the last " + Words.seconds(t)).orElse("");
    return judged(bytes, time, text, goal);
  }

  private Optional<Lsn> end() {
    Optional<Lsn> reported =
        view.report(open.primary())
            .filter(report -> report.postgres() instanceof Postgres.Primary)
            .map(report -> ((Postgres.Primary) report.postgres()).flushed());
    Optional<Lsn> renewed = state.renewal().flatMap(Renewal::end).flatMap(state.history()::covers);
    return reported.filter(end -> renewed.map(end::isAtLeast).orElse(true)).or(() -> renewed);
  }

  /** Of how much that is nobody can say: never within what is allowed. */
  private static Prospect.Loss lost(String why, Optional<Goals.Rpo> goal) {
    Verdict verdict = goal.isPresent() ? Verdict.MISSED : Verdict.UNSET;
    return new Prospect.Loss(verdict, Optional.empty(), Optional.empty(), List.of(why));
  }

  private static Prospect.Loss judged(
      long bytes, Optional<Duration> time, String text, Optional<Goals.Rpo> goal) {
    Verdict verdict =
        goal.map(rpo ->
                switch (rpo) {
                  case Goals.Rpo.Wal wal -> verdict(bytes <= wal.most());
                  case Goals.Rpo.Time most ->
                      time.map(t -> verdict(t.compareTo(most.most()) <= 0)).orElse(Verdict.UNKNOWN);
                })
            .orElse(Verdict.UNSET);
    return new Prospect.Loss(verdict, Optional.of(bytes), time, List.of(text));
  }

  private static Verdict verdict(boolean met) {
    return met ? Verdict.MET : Verdict.MISSED;
  }
}
