package io.saksi.core;

import io.saksi.core.model.History;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Renewal;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.state.ClusterState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A state that is like another one, but for what no command would have changed in it. */
public final class Altered {
  private final ClusterState from;
  private Settings settings;
  private Map<NodeId, Member> members;
  private Reign reign;
  private History history;
  private List<SyncEntry> inForce;
  private Map<NodeId, Position> positions;
  private Optional<Position> floor;
  private Optional<Renewal> renewal;
  private Orders orders;

  private Altered(ClusterState from) {
    this.from = from;
    settings = from.settings();
    members = from.members();
    reign = from.reign();
    history = from.history();
    inForce = from.inForce();
    positions = from.positions();
    floor = from.floor();
    renewal = from.renewal();
    orders = from.orders();
  }

  public static Altered like(ClusterState state) {
    return new Altered(state);
  }

  public Altered settings(Settings value) {
    settings = value;
    return this;
  }

  public Altered members(Map<NodeId, Member> value) {
    members = value;
    return this;
  }

  public Altered reign(Reign value) {
    reign = value;
    return this;
  }

  public Altered history(History value) {
    history = value;
    return this;
  }

  public Altered inForce(List<SyncEntry> value) {
    inForce = value;
    return this;
  }

  public Altered positions(Map<NodeId, Position> value) {
    positions = value;
    return this;
  }

  public Altered floor(Optional<Position> value) {
    floor = value;
    return this;
  }

  public Altered renewal(Optional<Renewal> value) {
    renewal = value;
    return this;
  }

  public Altered orders(Orders value) {
    orders = value;
    return this;
  }

  public ClusterState state() {
    return new ClusterState(
        from.cluster(),
        from.version(),
        settings,
        members,
        from.founder(),
        reign,
        from.deposed(),
        history,
        inForce,
        from.nextEntry(),
        positions,
        floor,
        renewal,
        orders,
        from.configuration(),
        from.level());
  }
}
