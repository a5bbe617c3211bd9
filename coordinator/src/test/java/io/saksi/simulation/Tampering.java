package io.saksi.simulation;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.History;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Renewal;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The known-bad variants: the core is given what makes it decide as if a rule were left out. */
final class Tampering {
  private Tampering() {}

  static void persistPromise(Node node) {
    if (node.world.variant == Variant.SELF_FENCE_WITHOUT_PROMISE && node.pg.wasPrimary) {
      return;
    }
    if (node.world.variant != Variant.REPORT_BEFORE_PROMISE) {
      node.promisedOnDisk = node.promised;
      return;
    }
    int incarnation = node.agentIncarnation;
    node.world.after(
        300,
        () -> {
          if (node.agentIncarnation == incarnation) {
            node.promisedOnDisk = node.promised;
          }
        });
  }

  static NodeReport report(Node node, NodeReport report) {
    Variant variant = node.world.variant;
    if (variant == Variant.CORRECT) {
      return report;
    }
    Postgres postgres = report.postgres();
    Optional<InstanceId> instance = report.instance();
    ClusterState state = node.state();
    if (variant == Variant.SKIP_REVOCATION && postgres instanceof Postgres.Standby standby) {
      boolean follows =
          state.reign().leader().equals(standby.upstream().map(Postgres.Upstream::node));
      postgres = follows ? standby : revoked(standby);
    } else if (variant == Variant.OPEN_WITHOUT_GATHERING && report.gate() == Gate.CLOSED) {
      postgres = gathered(state, postgres);
    } else if (variant == Variant.CONFIRM_WITHOUT_FLUSH && report.gate() == Gate.WRITE) {
      postgres = gathered(state, postgres);
    } else if (variant == Variant.CONFIRM_BEFORE_IN_FORCE && report.gate() == Gate.WRITE) {
      postgres = gathered(state, inForce(state, postgres));
    } else if (variant == Variant.COUNT_CHANGED_INSTANCE) {
      instance = recorded(node, instance);
    } else if (variant == Variant.SWITCHOVER_BEFORE_TAIL) {
      postgres = withTail(node, postgres);
    } else if (variant == Variant.LSN_WITHOUT_BRANCH && state.reign() instanceof Reign.Electing) {
      postgres = onCurrentBranch(state, postgres);
    }
    return Copies.with(report, instance, postgres);
  }

  static NodeView view(Node node, NodeView view) {
    Variant variant = node.world.variant;
    if (variant == Variant.CORRECT) {
      return view;
    }
    Postgres postgres = view.postgres();
    Gate gate = view.gate();
    ClusterState state = node.state();
    Optional<InstanceId> instance =
        variant == Variant.COUNT_CHANGED_INSTANCE
            ? recorded(node, view.instance())
            : view.instance();
    if (variant == Variant.SKIP_FORK_CHECK
        && postgres instanceof Postgres.Standby standby
        && state.reign() instanceof Reign.Open open) {
      postgres = Copies.with(standby, open.branch().timeline());
    } else if (variant == Variant.OPEN_WITHOUT_GATHERING && gate == Gate.CLOSED) {
      postgres = gathered(state, postgres);
    } else if (variant == Variant.SWITCHOVER_BEFORE_TAIL) {
      postgres = withTail(node, postgres);
    } else if (variant == Variant.ROLLBACK_OPENS_WITHOUT_GATHERING && node.rolledBack) {
      postgres = gathered(state, postgres);
    } else if (variant == Variant.STANDBY_GATE_LEFT_OPEN
        && state.reign() instanceof Reign.Elected
        && gate == Gate.READ) {
      gate = Gate.CLOSED;
    }
    return Copies.with(view, instance, postgres, gate);
  }

  /** As if what a switchover waits for had arrived. */
  private static Postgres withTail(Node node, Postgres postgres) {
    Optional<Lsn> tail =
        node.state()
            .orders()
            .switchover()
            .filter(s -> s.target().equals(node.id))
            .flatMap(Orders.Switchover::failoverLsn);
    return postgres instanceof Postgres.Standby standby
            && tail.isPresent()
            && standby.reached().isBefore(tail.get())
        ? new Postgres.Standby(
            standby.timeline(), tail.get(), tail.get(), standby.upstream(), standby.streaming())
        : postgres;
  }

  private static Postgres revoked(Postgres.Standby standby) {
    return new Postgres.Standby(
        standby.timeline(), standby.reached(), standby.replayed(), Optional.empty(), false);
  }

  private static Optional<InstanceId> recorded(Node node, Optional<InstanceId> instance) {
    Optional<InstanceId> known = node.state().member(node.id).flatMap(Member::instance);
    return instance.isPresent() ? known.or(() -> instance) : instance;
  }

  private static Postgres onCurrentBranch(ClusterState state, Postgres postgres) {
    int current = state.history().current();
    return postgres instanceof Postgres.Standby standby && current > 0
        ? Copies.with(standby, current)
        : postgres;
  }

  private static Postgres inForce(ClusterState state, Postgres postgres) {
    return postgres instanceof Postgres.Primary primary && primary.sync().isPresent()
        ? Copies.with(
            primary,
            primary.standbys(),
            wanted(state)
                .map(entry -> new Postgres.SyncProof(entry.id(), primary.sync().get().marker())))
        : postgres;
  }

  private static Optional<SyncEntry> wanted(ClusterState state) {
    return state.reign() instanceof Reign.Elected elected
        ? Optional.of(elected.proposed())
        : state.wantedEntry();
  }

  /** As if every member of the wanted set had flushed the marker. */
  private static Postgres gathered(ClusterState state, Postgres postgres) {
    if (!(postgres instanceof Postgres.Primary primary) || primary.sync().isEmpty()) {
      return postgres;
    }
    Lsn marker = primary.sync().get().marker();
    List<Postgres.Sender> senders = new ArrayList<>(primary.standbys());
    for (NodeId member : wanted(state).orElseThrow().set().members()) {
      senders.removeIf(s -> s.name().equals(member.name()) && s.flushed().isBefore(marker));
      senders.add(new Postgres.Sender(member.name(), true, marker, marker));
    }
    return Copies.with(primary, senders, primary.sync());
  }

  static ClusterView leader(Variant variant, ClusterState state, ClusterView view) {
    if (variant == Variant.TTL_SHORTENED_ONLINE) {
      return Copies.with(
          view,
          view.lease()
              .map(seen ->
                  new ClusterView.LeaseSeen(
                      seen.epoch(), state.settings().leaseTtl(), seen.appliedAt())));
    }
    if (variant == Variant.FORCED_HELD_TO_THE_FLOOR) {
      return OrdersTampering.withoutWhoIsBelowTheFloor(state, view);
    }
    if (variant != Variant.SKIP_LEASE_WAIT || state.reign() instanceof Reign.Open) {
      return view;
    }
    return Copies.with(
        view,
        view.lease()
            .map(seen ->
                new ClusterView.LeaseSeen(
                    seen.epoch(), seen.ttl(), seen.appliedAt().minus(Duration.ofMinutes(1)))));
  }

  /** The state by which an election is decided. */
  static ClusterState decided(Variant variant, ClusterState state) {
    return switch (variant) {
      case ONE_MEMBER_TOO_FEW ->
          Copies.with(
              state, state.inForce().stream().map(Tampering::oneLess).toList(), state.floor());
      case ONLY_LAST_SET ->
          state.inForce().size() > 1 && !(state.reign() instanceof Reign.Open)
              ? Copies.with(state, List.of(state.inForce().getLast()), state.floor())
              : state;
      case EMPTY_SET_COUNTS_AS_MET ->
          state.reign() instanceof Reign.Open ? state : withoutEmpty(state);
      case IGNORE_FLOOR -> Copies.with(state, state.inForce(), Optional.empty());
      case PAUSED_FAILS_OVER -> Copies.with(state, state.orders().withPause(Optional.empty()));
      case PROMOTE_WHAT_WENT_BACK -> withoutPosition(state, Reign.Accession.PROMOTE);
      case TTL_SHORTENED_ONLINE ->
          Copies.with(
              state,
              state.settings(),
              state
                  .renewal()
                  .map(r -> {
                    Duration ttl = state.settings().leaseTtl();
                    return new Renewal(r.epoch(), r.number(), ttl, ttl, r.end());
                  }));
      default -> state;
    };
  }

  /** The state by which a node plans. */
  static ClusterState planned(Variant variant, ClusterState state) {
    return switch (variant) {
      case PROMOTE_WHAT_WENT_BACK -> withoutPosition(state, Reign.Accession.PROMOTE);
      case MAINTAINED_IS_STARTED ->
          Copies.with(state, OrdersTampering.withoutMaintenance(state.orders()));
      case IGNORE_BLOCK -> Copies.with(state, Operator.exposing(state.settings()), state.renewal());
      default -> state;
    };
  }

  static ClusterState withoutPosition(ClusterState state, Reign.Accession accession) {
    return state.reign() instanceof Reign.Elected elected && elected.accession() == accession
        ? Copies.with(
            state,
            new Reign.Elected(
                elected.epoch(),
                elected.cause(),
                elected.candidate(),
                elected.accession(),
                elected.branch(),
                elected.proposed(),
                elected.source(),
                Optional.empty(),
                elected.excluded()))
        : state;
  }

  private static SyncEntry oneLess(SyncEntry entry) {
    SyncSet set = entry.set();
    return set.k() < set.members().size()
        ? new SyncEntry(entry.id(), SyncSet.any(set.k() + 1, set.members()), entry.mode())
        : entry;
  }

  /** A set of which any single member is enough. */
  private static ClusterState withoutEmpty(ClusterState state) {
    List<NodeId> all =
        state.members().values().stream().filter(Member::holdsData).map(Member::node).toList();
    List<SyncEntry> sets =
        state.inForce().stream()
            .map(entry ->
                entry.set().isEmpty()
                    ? new SyncEntry(entry.id(), SyncSet.any(all.size(), all), entry.mode())
                    : entry)
            .toList();
    return Copies.with(state, sets, state.floor());
  }

  static Outcome apply(Variant variant, ClusterState state, Command command, OptionalLong basedOn) {
    if (variant == Variant.CORRECT) {
      return state.apply(command, basedOn);
    }
    if (variant == Variant.TIMELINE_REUSED && command instanceof Command.Elect) {
      return withoutUnopened(state).apply(command, basedOn);
    }
    if (command instanceof Command.Elect
        && decided(variant, state).apply(command, basedOn) instanceof Outcome.Applied applied) {
      List<SyncEntry> sets =
          variant == Variant.SET_RULES_FROM_ELECT
              ? List.of(((Reign.Elected) applied.state().reign()).proposed())
              : state.inForce();
      return new Outcome.Applied(Copies.with(applied.state(), sets, state.floor()));
    }
    Outcome outcome = OrdersTampering.apply(variant, state, command, state.apply(command, basedOn));
    boolean cancels =
        variant == Variant.CANCEL_CHANGE
            && command instanceof Command.AppendSet
            && outcome instanceof Outcome.Applied
            && state.inForce().size() > 1;
    if (!cancels) {
      return outcome;
    }
    SyncEntry first = state.inForce().getFirst();
    SyncEntry last = outcome.state().inForce().getLast();
    List<SyncEntry> sets = last.set().equals(first.set()) ? List.of(first) : List.of(first, last);
    return new Outcome.Applied(Copies.with(outcome.state(), sets, state.floor()));
  }

  /** As if the numbers of branches that never opened had never been given away. */
  private static ClusterState withoutUnopened(ClusterState state) {
    Map<Integer, History.Fork> opened = new HashMap<>(state.history().forks());
    opened.keySet().removeIf(state.history()::neverOpened);
    return Copies.with(state, new History(opened, state.history().current()));
  }

  /** Taken back in one command, as if it had not begun: what {@link #apply} makes of that. */
  static List<Command> cancelled(World world, ClusterState state, List<Command> commands) {
    boolean cancels =
        world.variant == Variant.CANCEL_CHANGE
            && state.inForce().size() > 1
            && state.reign() instanceof Reign.Open
            && world.chance(0.4);
    return cancels
        ? List.of(new Command.AppendSet(state.reign().epoch(), state.inForce().getFirst().set()))
        : commands;
  }

  static boolean blocks(World world, ClusterState state, Command command) {
    return world.variant == Variant.BLOCK_ON_UNNEEDED_POSITION
        && command instanceof Command.Elect elect
        && state.inForce().stream()
            .flatMap(entry -> entry.set().members().stream())
            .anyMatch(node ->
                !elect.positions().containsKey(node) && !state.positions().containsKey(node));
  }

  /** What a node does with news, and from time to time. */
  static void applied(Node node, int before) {
    if (node.world.variant != Variant.OPEN_TAKEN_AS_LEASE) {
      return;
    }
    for (int at = before + 1; at <= node.applied; at++) {
      ClusterState state = node.world.raft.log.at(at);
      boolean opens =
          state.reign() instanceof Reign.Open open
              && open.primary().equals(node.id)
              && !state.reign().equals(node.world.raft.log.at(at - 1).reign());
      if (opens) {
        node.guard.arm(node.clock().plus(state.settings().leaseTtl()));
      }
    }
  }

  static void weaken(Node node) {
    SyncEntry setting = node.pg.setting;
    if (node.world.variant != Variant.WEAKEN_POSTGRES_FIRST
        || setting == null
        || setting.set().isEmpty()) {
      return;
    }
    long there =
        setting.set().members().stream()
            .map(member -> node.pg.rows.get(member.name()))
            .filter(row -> row != null && node.world.now() - row.heard() < 1_000)
            .count();
    if (there < setting.set().k()) {
      node.pg.setting = new SyncEntry(setting.id(), SyncSet.NOBODY, setting.mode());
      Streaming.acknowledge(node.world, node);
    }
  }
}
