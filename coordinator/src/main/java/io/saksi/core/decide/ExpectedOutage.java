package io.saksi.core.decide;

import io.saksi.core.decide.Prospect.Verdict;
import io.saksi.core.incident.Incident;
import io.saksi.core.incident.IncidentTrail;
import io.saksi.core.incident.Mark;
import io.saksi.core.incident.Stamp;
import io.saksi.core.model.FenceProof;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.quorum.Policy;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Postgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * How long there would be no service if the primary's machine were lost now. Its lease has to run
 * out, for nobody may speak for it; then its successor takes over, as long as that took before in
 * this cluster. In a synchronous mode the two overlap, so it is rather too long. Never shorter than
 * what failovers really took here.
 */
final class ExpectedOutage {
  private static final int LAST = 5;

  /** From the election's begin to service, where none is on record: on ordinary disks, and some. */
  static final Duration ASSUMED = Duration.ofSeconds(1);

  /** Bytes a second at which WAL is replayed, where nothing was measured: a slow disk. */
  private static final long REPLAYED = 20L << 20;

  /** Bytes: less is replayed before anybody could measure it. */
  private static final long LITTLE = 1L << 20;

  private final ClusterState state;
  private final Reign.Open open;
  private final ClusterView view;
  private final Moment now;

  ExpectedOutage(ClusterState state, Reign.Open open, ClusterView view, Moment now) {
    this.state = state;
    this.open = open;
    this.view = view;
    this.now = now;
  }

  Prospect.Outage of(IncidentTrail trail, Set<NodeId> voters, Optional<Duration> goal) {
    Optional<NodeId> heir = Outlook.wouldWin(state, open, view, now);
    List<String> hindrances = hindrances(voters, heir);
    if (!hindrances.isEmpty()) {
      return new Prospect.Outage(
          goal.isPresent() ? Verdict.MISSED : Verdict.UNSET, Optional.empty(), hindrances);
    }
    List<String> grounds = new ArrayList<>();
    Duration length = predicted(trail, heir.orElseThrow(), grounds);
    Verdict verdict =
        goal.map(most -> length.compareTo(most) <= 0 ? Verdict.MET : Verdict.MISSED)
            .orElse(Verdict.UNSET);
    grounds.addFirst("service would be away for about " + Words.seconds(length));
    return new Prospect.Outage(verdict, Optional.of(length), grounds);
  }

  /** Why there would be no failover by itself. */
  private List<String> hindrances(Set<NodeId> voters, Optional<NodeId> heir) {
    List<String> why = new ArrayList<>();
    state
        .orders()
        .pause()
        .ifPresent(pause -> why.add("automatic failover is paused: " + pause.reason()));
    if (!Policy.allowsAutomaticFailover(state)) {
      why.add("in this mode a failover waits for an operator");
    } else if (heir.isEmpty()) {
      why.add("nobody could be elected");
      why.addAll(
          Shortcoming.of(
              state,
              Outlook.standbyPositions(state, open.primary(), view, now),
              open.primary(),
              view,
              now));
    }
    long left =
        voters.stream()
            .filter(voter -> !voter.equals(open.primary()))
            .filter(voter -> Heard.heardRecently(state, voter, view, now))
            .count();
    int quorum = voters.size() / 2 + 1;
    if (left < quorum) {
      why.add(
          "without "
              + open.primary()
              + " only "
              + left
              + " agents are left, and "
              + quorum
              + " decide");
    }
    return why;
  }

  private Duration predicted(IncidentTrail trail, NodeId heir, List<String> grounds) {
    Duration lease = longer(LeaseProof.longest(state), state.settings().silence());
    grounds.add(Words.seconds(lease) + " until its lease has run out for certain");
    Optional<Duration> measured = median(takeovers(trail));
    Duration takeover = measured.orElse(ASSUMED);
    grounds.add(
        Words.seconds(takeover)
            + (measured.isPresent()
                ? " from election to service, as the last ones took by the median"
                : " from election to service, assumed: none is on record"));
    Duration replay = replay(heir);
    if (replay.isPositive()) {
      grounds.add(Words.seconds(replay) + " for what " + heir + " has yet to replay, at 20 MB/s");
    }
    Duration sum = lease.plus(takeover).plus(replay);
    Optional<Duration> really = median(outages(trail));
    really
        .filter(took -> took.compareTo(sum) > 0)
        .ifPresent(took ->
            grounds.add("the last failovers took " + Words.seconds(took) + " by the median"));
    return really.map(took -> longer(took, sum)).orElse(sum);
  }

  private Duration replay(NodeId heir) {
    long bytes =
        view.report(heir)
            .map(report -> report.postgres())
            .filter(Postgres.Standby.class::isInstance)
            .map(Postgres.Standby.class::cast)
            .map(standby -> standby.reached().minus(standby.replayed()))
            .orElse(0L);
    return bytes < LITTLE ? Duration.ZERO : Duration.ofMillis(Math.ceilDiv(bytes * 1000, REPLAYED));
  }

  /** Without those in which the successor had to wait for the lease: that is counted by itself. */
  private static List<Duration> takeovers(IncidentTrail trail) {
    return lengths(
        trail,
        incident ->
            incident.fence().map(f -> f == FenceProof.SELF_FENCED).orElse(false)
                && incident.kind() != Incident.Kind.DISASTER,
        incident ->
            reached(incident, Mark.Step.BEGUN)
                .flatMap(begun -> reached(incident, Mark.Step.SERVING).map(begun::until)));
  }

  private static List<Duration> outages(IncidentTrail trail) {
    return lengths(trail, incident -> incident.kind() == Incident.Kind.FAILOVER, Incident::outage);
  }

  private static List<Duration> lengths(
      IncidentTrail trail,
      Predicate<Incident> which,
      Function<Incident, Optional<Stamp.Span>> length) {
    return trail.incidents().reversed().stream()
        .filter(i -> i.end().map(e -> e.how() == Incident.How.SWITCHED).orElse(false))
        .filter(which)
        .flatMap(i -> length.apply(i).stream())
        .map(Stamp.Span::length)
        .limit(LAST)
        .toList();
  }

  private static Optional<Stamp> reached(Incident incident, Mark.Step step) {
    return incident.marks().stream()
        .filter(mark -> mark.step() == step)
        .reduce((_, last) -> last)
        .map(Mark::at);
  }

  private static Optional<Duration> median(List<Duration> all) {
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(all.stream().sorted().toList().get(all.size() / 2));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
