package io.saksi.core.state;

import io.saksi.core.command.Command;
import io.saksi.core.command.Level;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Configuration;
import io.saksi.core.model.Deposed;
import io.saksi.core.model.History;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Renewal;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncEntry;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The replicated state of one cluster. Immutable; it changes only by {@link #apply}.
 *
 * @param version raised by every command that changes a decision's ground (not by renewals)
 * @param founder the node that makes the first database
 * @param reign who leads, and how far that has come
 * @param deposed the primary of the last reign that opened, while no successor has opened
 * @param inForce the sync entries that may be in force, oldest first; those of the last reign that
 *     opened
 * @param nextEntry the id of the next sync entry
 * @param positions what nodes reported since the last reign opened; counted even if they have died
 *     since
 * @param floor nobody is elected below this; empty before the first reign opened
 * @param renewal the last renewal applied, of any reign
 * @param orders what operators decided
 * @param configuration of PostgreSQL on every node; nothing is decided on it
 * @param level what every member understands: {@link Level}
 */
public record ClusterState(
    ClusterId cluster,
    long version,
    Settings settings,
    Map<NodeId, Member> members,
    NodeId founder,
    Reign reign,
    Optional<Deposed> deposed,
    History history,
    List<SyncEntry> inForce,
    long nextEntry,
    Map<NodeId, Position> positions,
    Optional<Position> floor,
    Optional<Renewal> renewal,
    Orders orders,
    Configuration configuration,
    int level) {

  /** With nothing configured. */
  public ClusterState(
      ClusterId cluster,
      long version,
      Settings settings,
      Map<NodeId, Member> members,
      NodeId founder,
      Reign reign,
      Optional<Deposed> deposed,
      History history,
      List<SyncEntry> inForce,
      long nextEntry,
      Map<NodeId, Position> positions,
      Optional<Position> floor,
      Optional<Renewal> renewal,
      Orders orders) {
    this(
        cluster,
        version,
        settings,
        members,
        founder,
        reign,
        deposed,
        history,
        inForce,
        nextEntry,
        positions,
        floor,
        renewal,
        orders,
        Configuration.NONE,
        Level.OLDEST);
  }

  /** With no order of an operator in force. */
  public ClusterState(
      ClusterId cluster,
      long version,
      Settings settings,
      Map<NodeId, Member> members,
      NodeId founder,
      Reign reign,
      Optional<Deposed> deposed,
      History history,
      List<SyncEntry> inForce,
      long nextEntry,
      Map<NodeId, Position> positions,
      Optional<Position> floor,
      Optional<Renewal> renewal) {
    this(
        cluster,
        version,
        settings,
        members,
        founder,
        reign,
        deposed,
        history,
        inForce,
        nextEntry,
        positions,
        floor,
        renewal,
        Orders.NONE);
  }

  public ClusterState {
    members = Collections.unmodifiableMap(new TreeMap<>(members));
    positions = Collections.unmodifiableMap(new TreeMap<>(positions));
    inForce = List.copyOf(inForce);
  }

  /** The state that a {@code CreateCluster} makes. */
  public static ClusterState create(Command.CreateCluster create) {
    NodeId founder = create.founder().node();
    return new ClusterState(
        create.cluster(),
        1,
        create.settings(),
        Map.of(founder, create.founder()),
        founder,
        new Reign.None(create.founder().instance()),
        Optional.empty(),
        History.EMPTY,
        List.of(),
        1,
        Map.of(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Applies one log entry.
   *
   * @param basedOn the version that the decision was made on; empty for facts and renewals, which
   *     carry their epoch instead
   */
  public Outcome apply(Command command, OptionalLong basedOn) {
    if (basedOn.isPresent() && basedOn.getAsLong() != version) {
      return new Outcome.Refused(
          this, "decided on version " + basedOn.getAsLong() + ", but the state is at " + version);
    }
    return Transition.of(this, command);
  }

  /** This state, knowing these positions too; a newer one replaces a node's older one. */
  public ClusterState informed(Map<NodeId, Position> reported) {
    Map<NodeId, Position> all = new TreeMap<>(positions);
    all.putAll(reported);
    return Edit.of(this).positions(all).buildSilently();
  }

  public Optional<Member> member(NodeId node) {
    return Optional.ofNullable(members.get(node));
  }

  /** Whether the node is counted by any set that may be in force. */
  public boolean isCounted(NodeId node) {
    return inForce.stream().anyMatch(entry -> entry.set().members().contains(node));
  }

  /** The floor on the current branch; zero where there is none. */
  public Lsn floorLsn() {
    return floor.flatMap(history::covers).orElse(Lsn.ZERO);
  }

  /**
   * What whoever was elected must have when it leads: the floor; of a node that an operator took as
   * it is, what it was elected with, for what it lacks up to the floor is the loss that was
   * accepted; of one that brings its database, what it brought.
   */
  public Lsn floorLsn(Reign.Elected elected) {
    return elected.adopts()
            || orders.forced().filter(forced -> Forcing.isFor(forced, elected)).isPresent()
        ? elected.position().map(Position::lsn).orElse(Lsn.ZERO)
        : floorLsn();
  }

  /**
   * Whether this position is behind one that the same data directory reported since the last reign
   * opened, by more than a record that was cut off. Nothing else that it flushed then can be
   * missing now, unless its disk went back in time: it is not counted anew, and what it said before
   * stays.
   */
  public boolean wentBack(NodeId node, Position reported) {
    Optional<Lsn> before = Optional.ofNullable(positions.get(node)).flatMap(history::covers);
    Optional<Lsn> now = history.covers(reported);
    return before.isPresent() && now.isPresent() && now.get().lacks(before.get());
  }

  /** The entry that the primary has to bring into force: the last of the list. */
  public Optional<SyncEntry> wantedEntry() {
    return inForce.isEmpty() ? Optional.empty() : Optional.of(inForce.getLast());
  }
}
