package io.saksi.core.state;

import io.saksi.core.command.Outcome;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Configuration;
import io.saksi.core.model.Deposed;
import io.saksi.core.model.History;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Renewal;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A changed copy of a state. Building it raises the version; {@link #buildSilently} does not. */
final class Edit {
  private final ClusterState from;
  private ClusterId cluster;
  private Map<NodeId, Member> members;
  private Reign reign;
  private Optional<Deposed> deposed;
  private History history;
  private List<SyncEntry> inForce;
  private long nextEntry;
  private Map<NodeId, Position> positions;
  private Optional<Position> floor;
  private Optional<Renewal> renewal;
  private Settings settings;
  private Orders orders;
  private Configuration configuration;
  private int level;

  private Edit(ClusterState from) {
    this.from = from;
    cluster = from.cluster();
    members = from.members();
    reign = from.reign();
    deposed = from.deposed();
    history = from.history();
    inForce = from.inForce();
    nextEntry = from.nextEntry();
    positions = from.positions();
    floor = from.floor();
    renewal = from.renewal();
    settings = from.settings();
    orders = from.orders();
    configuration = from.configuration();
    level = from.level();
  }

  static Edit of(ClusterState state) {
    return new Edit(state);
  }

  Edit cluster(ClusterId value) {
    cluster = value;
    return this;
  }

  Edit members(Map<NodeId, Member> value) {
    members = value;
    return this;
  }

  Edit reign(Reign value) {
    reign = value;
    return this;
  }

  Edit deposed(Optional<Deposed> value) {
    deposed = value;
    return this;
  }

  Edit history(History value) {
    history = value;
    return this;
  }

  Edit inForce(List<SyncEntry> value) {
    inForce = value;
    return this;
  }

  Edit nextEntry(long value) {
    nextEntry = value;
    return this;
  }

  Edit positions(Map<NodeId, Position> value) {
    positions = value;
    return this;
  }

  Edit floor(Optional<Position> value) {
    floor = value;
    return this;
  }

  Edit renewal(Optional<Renewal> value) {
    renewal = value;
    return this;
  }

  Edit settings(Settings value) {
    settings = value;
    return this;
  }

  Edit orders(Orders value) {
    orders = value;
    return this;
  }

  Edit configuration(Configuration value) {
    configuration = value;
    return this;
  }

  Edit level(int value) {
    level = value;
    return this;
  }

  Outcome applied() {
    return new Outcome.Applied(build());
  }

  ClusterState build() {
    return build(from.version() + 1);
  }

  ClusterState buildSilently() {
    return build(from.version());
  }

  private ClusterState build(long version) {
    return new ClusterState(
        cluster,
        version,
        settings,
        members,
        from.founder(),
        reign,
        deposed,
        history,
        inForce,
        nextEntry,
        positions,
        floor,
        renewal,
        orders,
        configuration,
        level);
  }
}
