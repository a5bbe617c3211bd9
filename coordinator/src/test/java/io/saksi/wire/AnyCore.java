package io.saksi.wire;

import io.saksi.core.command.Command;
import io.saksi.core.command.Level;
import io.saksi.core.model.Branch;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Configuration;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Goals;
import io.saksi.core.model.History;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.Mode;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.model.SyncSet;
import io.saksi.core.model.Tags;
import io.saksi.core.state.ClusterState;
import io.saksi.property.Draw;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Any values of the core: everything that its constructors allow, likely or not. */
final class AnyCore {
  private static final AnyValue VALUES = new AnyValue();

  static {
    VALUES
        .type(NodeId.class, nodes())
        .type(InstanceId.class, instances())
        .type(Lsn.class, Draw.longs().map(Lsn::new))
        .component(Branch.class, "timeline", Draw.ints(1, Integer.MAX_VALUE))
        .component(Command.Adopted.class, "timeline", Draw.ints(1, Integer.MAX_VALUE))
        .component(Endpoint.class, "port", Draw.ints(1, 65535))
        .component(
            Endpoint.class,
            "host",
            Draw.of("10.0.0.1", "fd00::1", "fe80::1%eth0", "db-1.example.org", "h".repeat(255)))
        .component(Settings.class, "syncCount", Draw.ints(1, Integer.MAX_VALUE))
        .component(Settings.class, "driftPerMille", Draw.ints(0, 100))
        .component(Settings.class, "leaseTtl", Draw.longs(500, 60_000).map(Duration::ofMillis))
        .component(
            Goals.class,
            "rto",
            Draw.longs(1, 60_000).map(ms -> (Object) Duration.ofMillis(ms)).optional())
        .component(Goals.Rpo.Wal.class, "most", Draw.longs(0, Long.MAX_VALUE))
        .component(Goals.Rpo.Time.class, "most", Draw.longs(1, 60_000).map(Duration::ofMillis))
        .type(Command.BeginFailover.class, endings())
        .type(SyncSet.class, syncSets())
        .type(Instant.class, Draw.longs(0, 1L << 42).map(Instant::ofEpochMilli))
        .component(Tags.class, "zone", Draw.of("rack-1", "site b").map(z -> (Object) z).optional())
        .component(
            Settings.class,
            "asyncLagBound",
            Draw.longs(0, Long.MAX_VALUE).map(z -> (Object) z).optional())
        .type(History.class, histories());
  }

  private AnyCore() {}

  static <T> Draw<T> any(Class<T> type) {
    return VALUES.of(type);
  }

  static Draw<ClusterState> states() {
    return VALUES.of(ClusterState.class).map(AnyCore::coherent);
  }

  private static Draw<Command.BeginFailover> endings() {
    return random -> {
      Epoch ended = any(Epoch.class).from(random);
      Cause cause = any(Cause.class).from(random);
      Optional<Lsn> end = any(Lsn.class).optional().from(random);
      return new Command.BeginFailover(ended, cause, end.filter(_ -> cause == Cause.SWITCHOVER));
    };
  }

  private static Draw<NodeId> nodes() {
    Draw<NodeId> odd =
        Draw.strings("abcdefghijklmnopqrstuvwxyz0123456789-_", 0, 39)
            .map(rest -> new NodeId("n" + rest.replaceAll("__+", "_")));
    return Draw.oneOf(List.of(Draw.of("a", "b", "c", "w").map(NodeId::new), odd));
  }

  private static Draw<InstanceId> instances() {
    return Draw.strings("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 1, 64)
        .map(InstanceId::new);
  }

  private static Draw<SyncSet> syncSets() {
    return nodes()
        .set(5)
        .with(
            Draw.ints(0, 4),
            (members, k) ->
                members.isEmpty() ? SyncSet.NOBODY : SyncSet.any(k % members.size() + 1, members));
  }

  record Shoot(int parent, long at, long epoch, boolean exact) {}

  private static Draw<History> histories() {
    Draw<Shoot> shoots = new AnyValue().of(Shoot.class);
    return shoots.list(0, 6).with(Draw.ints(0, Integer.MAX_VALUE), AnyCore::history);
  }

  private static History history(List<Shoot> shoots, int current) {
    Map<Integer, History.Fork> forks = new TreeMap<>();
    for (Shoot shoot : shoots) {
      int timeline = forks.size() + 1;
      Branch branch = new Branch(timeline, new Epoch(shoot.epoch()));
      forks.put(
          timeline,
          new History.Fork(branch, shoot.parent() % timeline, new Lsn(shoot.at()), shoot.exact()));
    }
    return new History(forks, current % (forks.size() + 1));
  }

  /** The same, as far as parts of a state name each other. */
  private static ClusterState coherent(ClusterState state) {
    Map<NodeId, Member> members = new TreeMap<>();
    state.members().values().forEach(member -> members.put(member.node(), member));
    boolean open = state.reign() instanceof Reign.Open;
    return new ClusterState(
        state.cluster(),
        state.version(),
        state.settings(),
        members,
        state.founder(),
        state.reign(),
        state.deposed(),
        withBranch(state.history(), state.reign()),
        open && state.inForce().isEmpty()
            ? List.of(new SyncEntry(1, SyncSet.NOBODY, Mode.ASYNC))
            : state.inForce(),
        state.nextEntry(),
        state.positions(),
        state.floor(),
        state.renewal(),
        state.orders(),
        numbered(state.configuration()),
        Level.NEWEST);
  }

  private static Configuration numbered(Configuration configuration) {
    List<Configuration.Version> versions = new ArrayList<>();
    configuration
        .versions()
        .forEach(v ->
            versions.add(
                new Configuration.Version(versions.size() + 1, v.content(), v.by(), v.at())));
    return new Configuration(versions);
  }

  private static History withBranch(History history, Reign reign) {
    return switch (reign) {
      case Reign.None _ -> history;
      case Reign.Electing _ -> history;
      case Reign.Elected elected -> history.allot(elected.branch(), 0, Lsn.ZERO);
      case Reign.Open open -> history.allot(open.branch(), 0, Lsn.ZERO);
    };
  }
}
