package io.saksi.chaos.run;

import io.saksi.chaos.check.Anomaly;
import io.saksi.chaos.check.Violation;
import io.saksi.chaos.client.Clients;
import io.saksi.chaos.cluster.ChaosException;
import io.saksi.chaos.cluster.ContainerCluster;
import io.saksi.chaos.cluster.Fault;
import io.saksi.chaos.cluster.Leftovers;
import io.saksi.chaos.cluster.Node;
import io.saksi.chaos.cluster.Work;
import io.saksi.chaos.run.Strike.Moment;
import io.saksi.chaos.run.Strike.Second;
import io.saksi.proto.v1.ClusterStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Carries out one strike: the fault, perhaps a second one, their end, and the recovery. */
final class Striker {
  /** Far beyond what it takes on a slow machine: lease, election, timeouts of the clients. */
  private static final Duration SERVICE_WITHIN = Duration.ofSeconds(60);

  private static final Duration SECOND_HELD = Duration.ofSeconds(3);

  private final ContainerCluster cluster;
  private final Chronicle chronicle;
  private final Clients clients;

  Striker(ContainerCluster cluster, Chronicle chronicle, Clients clients) {
    this.cluster = cluster;
    this.chronicle = chronicle;
    this.clients = clients;
  }

  /**
   * @throws Unrecovered if service, or the whole cluster, does not come back in time
   */
  Chronicle.Struck strike(Strike strike) throws Exception {
    ClusterStatus before = whole(strike);
    Victims victims = victims(strike.target(), strike.draw(), before);
    Fault fault = strike.kind().on(victims);
    Optional<Work> work;
    try {
      work = strike.occasion().begin(cluster, victims);
    } catch (ChaosException e) {
      long now = System.nanoTime();
      return struck(strike, e.getMessage(), false, now, now, before);
    }
    if (work.isPresent()) {
      waitUntil(System.nanoTime() + strike.into().toNanos());
    }
    boolean inMidWork = work.isPresent() && work.get().isAtWork();
    long at = System.nanoTime();
    Optional<String> refused = put(fault);
    if (refused.isPresent()) {
      var _ = healQuietly(fault);
      whole(strike);
      return struck(strike, refused.get(), false, at, at, before);
    }
    Optional<Fault> meanwhile = second(strike, Moment.MEANWHILE, victims.victim());
    if (strike.kind().leavesService() && meanwhile.isEmpty()) {
      served(strike, fault + " lasts");
    }
    waitUntil(at + strike.hold().toNanos());
    boolean stays = meanwhile.isPresent() && !healQuietly(meanwhile.get());
    heal(strike, fault);
    if (stays) {
      heal(strike, meanwhile.get());
    }
    long healed = System.nanoTime();
    Optional<Fault> during = second(strike, Moment.DURING_RECOVERY, victims.victim());
    if (during.isPresent()) {
      waitUntil(System.nanoTime() + SECOND_HELD.toNanos());
      heal(strike, during.get());
    }
    whole(strike);
    served(strike, "everything is healed");
    if (work.isPresent()) {
      ended(strike, work.get());
    }
    String all =
        fault
            + meanwhile.or(() -> during).map(f -> " and " + f).orElse("")
            + (work.isPresent() && !inMidWork ? ", after the " + strike.occasion() : "");
    return struck(strike, all, true, at, healed, before);
  }

  /** What does not come back as its fault says has its logs kept, like any other that does not. */
  private void heal(Strike strike, Fault fault) throws Exception {
    try {
      fault.heal(cluster);
    } catch (ChaosException e) {
      throw new Unrecovered(
          new Violation(
              Anomaly.NOT_WHOLE, strike.name() + ", while it is healed: " + e.getMessage()));
    }
  }

  private Victims victims(Target target, long draw, ClusterStatus now) {
    List<String> names = cluster.nodes().stream().map(Node::name).sorted().toList();
    return Victims.of(target, now.getReign().getPrimary(), now.getRaft().getLeader(), names, draw);
  }

  private static void ended(Strike strike, Work work) throws Exception {
    Optional<String> wrong = strike.occasion().whatIsWrongWith(work);
    if (wrong.isPresent()) {
      throw new Unrecovered(
          new Violation(Anomaly.ORDER_ASTRAY, strike.name() + ": " + wrong.get()));
    }
  }

  /** Why it is not in force; nothing if it is. */
  private Optional<String> put(Fault fault) {
    try {
      fault.strike(cluster);
      return Optional.empty();
    } catch (ChaosException e) {
      return Optional.of(fault + ": " + e.getMessage());
    }
  }

  /** A second one that cannot be put in, on a node that is down for instance, is left out. */
  private Optional<Fault> second(Strike strike, Moment moment, String first)
      throws InterruptedException {
    Optional<Second> wanted = strike.second().filter(s -> s.moment() == moment);
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    Second second = wanted.get();
    waitUntil(System.nanoTime() + second.after().toNanos());
    return cluster
        .view()
        .newest()
        .filter(status -> !status.getReign().getPrimary().isEmpty())
        .map(status -> victims(second.target(), second.draw(), status))
        // Nothing that waits for a disk that stands still can be killed, and so started again.
        .filter(victims ->
            strike.kind() != FaultKind.DISK_STALLED
                || moment != Moment.MEANWHILE
                || !victims.victim().equals(first))
        .map(second.kind()::on)
        .filter(fault -> {
          boolean in = put(fault).isEmpty();
          if (!in) {
            var _ = healQuietly(fault);
          }
          return in;
        });
  }

  /** Whether it went; what the first fault is in the way of goes when that one is healed. */
  private boolean healQuietly(Fault fault) {
    try {
      fault.heal(cluster);
      return true;
    } catch (ChaosException e) {
      System.out.println("healing " + fault + ": " + e.getMessage());
      return false;
    }
  }

  private static void waitUntil(long nanoTime) throws InterruptedException {
    long left = nanoTime - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }

  private ClusterStatus whole(Strike strike) throws Exception {
    ClusterStatus whole;
    try {
      whole = cluster.view().awaitWhole();
    } catch (AssertionError e) {
      throw new Unrecovered(
          new Violation(Anomaly.NOT_WHOLE, strike.name() + ": " + e.getMessage()));
    }
    List<String> left = Leftovers.of(cluster);
    if (!left.isEmpty()) {
      throw new Unrecovered(
          new Violation(Anomaly.NOT_WHOLE, strike.name() + ": still in force: " + left));
    }
    return whole;
  }

  private void served(Strike strike, String when) throws Exception {
    try {
      clients.awaitProgress(SERVICE_WITHIN);
    } catch (AssertionError e) {
      throw new Unrecovered(
          new Violation(
              Anomaly.NO_SERVICE, strike.name() + ", while " + when + ": " + e.getMessage()));
    }
  }

  private Chronicle.Struck struck(
      Strike strike, String fault, boolean inForce, long at, long healed, ClusterStatus before) {
    long now = System.nanoTime();
    Map<String, Long> gaps = new LinkedHashMap<>();
    clients.byWay().forEach((way, acks) -> gaps.put(way, Round.gapMillis(acks, at, now)));
    boolean changed =
        cluster
            .view()
            .newest()
            .map(after -> !after.getReign().getPrimary().equals(before.getReign().getPrimary()))
            .orElse(false);
    return new Chronicle.Struck(
        strike,
        fault,
        inForce,
        chronicle.millis(at),
        chronicle.millis(healed),
        chronicle.millis(now),
        gaps,
        changed);
  }
}
