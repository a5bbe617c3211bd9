package io.saksi.core.explore;

import io.saksi.core.command.Command;
import io.saksi.core.decide.Decider;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Sightings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The Raft leader's memory. Its replica is never behind; the nodes' are.
 *
 * @param received and whether that was long ago
 * @param aged the reign, and what was sighted in it, began long ago
 * @param leaseOver the last renewal was applied longer ago than its lease, stretched, lasts
 * @param hash of all that, computed once: it is asked for far more often than it changes
 */
record Heard(
    Map<NodeId, ClusterView.Received> received,
    Sightings sightings,
    boolean aged,
    boolean leaseOver,
    int hash) {
  static final Heard NOTHING = of(Map.of(), Sightings.NONE, false, false);

  private static Heard of(
      Map<NodeId, ClusterView.Received> received,
      Sightings sightings,
      boolean aged,
      boolean leaseOver) {
    int hash = Objects.hash(received, sightings, aged, leaseOver);
    return new Heard(received, sightings, aged, leaseOver, hash);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  Heard report(ClusterState state, NodeReport report) {
    Sightings seen = sightings;
    if (state.reign().leader().equals(Optional.of(report.node()))) {
      seen = sightings.next(state.reign().epoch(), report.postgres(), wanted(state), Looks.NOW);
    }
    return with(report.node(), new ClusterView.Received(report, Looks.NOW), seen);
  }

  private static List<String> wanted(ClusterState state) {
    Optional<SyncEntry> entry =
        state.reign() instanceof Reign.Elected elected
            ? Optional.of(elected.proposed())
            : state.wantedEntry();
    return entry.stream().flatMap(e -> e.set().members().stream()).map(NodeId::name).toList();
  }

  Optional<Heard> silence(NodeId node) {
    return Optional.ofNullable(received.get(node))
        .filter(last -> !last.at().equals(Looks.LONG_AGO))
        .map(
            last -> with(node, new ClusterView.Received(last.report(), Looks.LONG_AGO), sightings));
  }

  private Heard with(NodeId node, ClusterView.Received last, Sightings seen) {
    Map<NodeId, ClusterView.Received> all = new TreeMap<>(received);
    all.put(node, last);
    return of(all, seen, aged, leaseOver);
  }

  Heard age() {
    Sightings old =
        new Sightings(
            sightings.epoch(),
            sightings.leadingSince().map(_ -> Looks.LONG_AGO),
            aged(sightings.streamingSince()),
            aged(sightings.goneSince()));
    return of(received, old, true, leaseOver);
  }

  private static Map<String, Moment> aged(Map<String, Moment> since) {
    Map<String, Moment> all = new TreeMap<>();
    since.keySet().forEach(name -> all.put(name, Looks.LONG_AGO));
    return all;
  }

  Heard leaseOver(boolean over) {
    return of(received, sightings, aged, over);
  }

  Heard reignChanged() {
    return of(received, sightings, false, leaseOver);
  }

  List<Command> decide(ClusterState state, Breakage breakage) {
    Optional<ClusterView.LeaseSeen> lease =
        state
            .renewal()
            .map(r ->
                new ClusterView.LeaseSeen(
                    r.epoch(), r.ttl(), leaseOver ? Looks.LONG_AGO : Looks.NOW));
    Moment since = aged ? Looks.LONG_AGO : Looks.NOW;
    ClusterView view = new ClusterView(Looks.LONG_AGO, since, received, lease, sightings);
    return Decider.decide(Tampering.ground(state, breakage), view, Looks.NOW);
  }
}
