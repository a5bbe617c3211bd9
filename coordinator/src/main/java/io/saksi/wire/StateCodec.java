package io.saksi.wire;

import static io.saksi.wire.Parse.list;
import static io.saksi.wire.Parse.optional;
import static io.saksi.wire.Parse.required;

import io.saksi.core.audit.AuditTrail;
import io.saksi.core.command.Level;
import io.saksi.core.incident.IncidentTrail;
import io.saksi.core.model.Branch;
import io.saksi.core.model.Configuration;
import io.saksi.core.model.Member;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.proto.v1.ClusterStateSnapshot;
import java.util.List;
import java.util.Optional;

/** The whole replicated state. */
public final class StateCodec {
  static final int FORMAT = Level.NEWEST;

  private StateCodec() {}

  /**
   * Equal states give equal bytes.
   *
   * @throws IllegalArgumentException if the settings hold a negative length of time
   */
  public static byte[] toBytes(ClusterState state) {
    return encode(state).toByteArray();
  }

  /**
   * @throws MalformedMessage also for bytes that are cut short anywhere, and for a format that only
   *     a newer Saksi reads
   */
  public static ClusterState fromBytes(byte[] bytes) throws MalformedMessage {
    return decode(
        Parse.bytes("state", ClusterStateSnapshot.parser(), bytes, Bounds.MAX_STATE_BYTES));
  }

  /** With the operators' requests and the incidents beside it: what a snapshot holds. */
  public static byte[] toBytes(ClusterState state, AuditTrail trail, IncidentTrail incidents) {
    return encode(state).toBuilder()
        .addAllAudit(trail.entries().stream().map(AuditCodec::encode).toList())
        .setIncidents(IncidentCodec.encode(incidents).toByteString())
        .build()
        .toByteArray();
  }

  /** The requests in a snapshot's bytes; {@link #fromBytes} gives the state. */
  public static AuditTrail trailFromBytes(byte[] bytes) throws MalformedMessage {
    var wire = Parse.bytes("state", ClusterStateSnapshot.parser(), bytes, Bounds.MAX_STATE_BYTES);
    return new AuditTrail(
        list("audit", wire.getAuditList(), AuditTrail.LONGEST, AuditCodec::decode));
  }

  /** The incidents in a snapshot's bytes; none where an older Saksi wrote it. */
  public static IncidentTrail incidentsFromBytes(byte[] bytes) throws MalformedMessage {
    var wire = Parse.bytes("state", ClusterStateSnapshot.parser(), bytes, Bounds.MAX_STATE_BYTES);
    var incidents =
        Parse.bytes(
            "incidents",
            io.saksi.proto.v1.IncidentTrail.parser(),
            wire.getIncidents().toByteArray(),
            Bounds.MAX_STATE_BYTES);
    return Parse.part("incidents", incidents, IncidentCodec::decode);
  }

  public static ClusterStateSnapshot encode(ClusterState state) {
    var wire =
        ClusterStateSnapshot.newBuilder()
            .setFormat(state.level())
            .setLevel(state.level())
            .setCluster(MemberCodec.encode(state.cluster()))
            .setVersion(state.version())
            .setSettings(SettingsCodec.encode(state.settings()))
            .addAllMembers(state.members().values().stream().map(MemberCodec::encode).toList())
            .setFounder(state.founder().name())
            .setReign(ReignCodec.encode(state.reign()))
            .setHistory(HistoryCodec.encode(state.history()))
            .addAllInForce(state.inForce().stream().map(SyncCodec::encode).toList())
            .setNextEntry(state.nextEntry())
            .addAllPositions(HistoryCodec.encode(state.positions()))
            .setLastMark(Envelope.END_MARK);
    state.deposed().map(ReignCodec::encode).ifPresent(wire::setDeposed);
    state.floor().map(HistoryCodec::encode).ifPresent(wire::setFloor);
    state.renewal().map(ReignCodec::encode).ifPresent(wire::setRenewal);
    if (!state.orders().equals(Orders.NONE)) {
      wire.setOrders(OrdersCodec.encode(state.orders()));
    }
    if (!state.configuration().equals(Configuration.NONE)) {
      wire.setConfiguration(ConfigurationCodec.encode(state.configuration()));
    }
    return wire.build();
  }

  public static ClusterState decode(ClusterStateSnapshot wire) throws MalformedMessage {
    int mark = wire.getFormat() == 1 ? wire.getEndMark() : wire.getLastMark();
    Envelope.check("state", wire.getFormat(), FORMAT, mark);
    List<Member> members =
        list("members", wire.getMembersList(), Bounds.MAX_NODES, MemberCodec::decode);
    ClusterState state =
        new ClusterState(
            required("cluster", wire.hasCluster(), wire.getCluster(), MemberCodec::decode),
            Scalars.count("version", wire.getVersion()),
            required("settings", wire.hasSettings(), wire.getSettings(), SettingsCodec::decode),
            Parse.byKey("members", members, Member::node),
            Scalars.node("founder", wire.getFounder()),
            required("reign", wire.hasReign(), wire.getReign(), ReignCodec::decode),
            optional("deposed", wire.hasDeposed(), wire.getDeposed(), ReignCodec::decode),
            required("history", wire.hasHistory(), wire.getHistory(), HistoryCodec::decode),
            list("in_force", wire.getInForceList(), Bounds.MAX_ENTRIES, SyncCodec::decode),
            Scalars.count("next_entry", wire.getNextEntry()),
            HistoryCodec.positions("positions", wire.getPositionsList()),
            optional("floor", wire.hasFloor(), wire.getFloor(), HistoryCodec::decode),
            optional("renewal", wire.hasRenewal(), wire.getRenewal(), ReignCodec::decode),
            Parse.part("orders", wire.getOrders(), OrdersCodec::decode),
            Parse.part("configuration", wire.getConfiguration(), ConfigurationCodec::decode),
            Math.max(Level.OLDEST, Scalars.count("level", wire.getLevel())));
    checkParts(state);
    return state;
  }

  /** What commands rely on, and only another program could have broken. */
  private static void checkParts(ClusterState state) throws MalformedMessage {
    Optional<Branch> written =
        switch (state.reign()) {
          case Reign.None _ -> Optional.empty();
          case Reign.Electing _ -> Optional.empty();
          case Reign.Elected elected -> Optional.of(elected.branch());
          case Reign.Open open -> Optional.of(open.branch());
        };
    Parse.require(
        written.isEmpty() || state.history().branch(written.get().timeline()).equals(written),
        "reign.branch",
        "not in the history");
    Parse.require(
        !(state.reign() instanceof Reign.Open) || !state.inForce().isEmpty(),
        "in_force",
        "empty, though a reign is open");
  }
}
