package io.saksi.agent.http;

import io.saksi.agent.admin.StatusSource;
import io.saksi.agent.cluster.Picture;
import io.saksi.agent.loop.Heartbeat;
import io.saksi.agent.node.Hands;
import io.saksi.agent.node.LeaseGuard;
import io.saksi.agent.node.OwnNode;
import io.saksi.core.incident.IncidentTrail;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeFacts;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import io.saksi.wire.LeaderView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A node of {@link Cluster} of which everything can be set; whole and up to date as it comes. */
final class FakeNode implements StatusSource {
  /** The end of the primary's WAL. */
  static final long END = 100L << 20;

  /** What the primary has still to archive. */
  static final long WAITS = 512;

  private static final Moment START = new Moment(1_000_000_000_000L);

  final Heartbeat heartbeat = new Heartbeat(Duration.ofMillis(200), START);
  private final NodeId self;
  private volatile Moment now = START;
  volatile Optional<ClusterState> state = Optional.of(Cluster.openA());
  volatile Optional<OwnNode> own = Optional.empty();
  volatile Optional<LeaseGuard.Armed> armed = Optional.empty();
  volatile Optional<Picture> picture;
  volatile Optional<String> raftLeader = Optional.of("b");

  private FakeNode(NodeId self) {
    this.self = self;
    NodeReport primary =
        new NodeReport(
            Cluster.A,
            Cluster.E1,
            Optional.empty(),
            primary(),
            Gate.WRITE,
            Optional.of(Duration.ofSeconds(2)),
            1,
            List.of("SLOT_LOST: \"quoted\"\nand \\ more"),
            archivedTo(new Lsn(END - WAITS)));
    picture =
        Optional.of(
            new Picture(
                new LeaderView(
                    Cluster.B,
                    3,
                    1,
                    Cluster.E1,
                    1,
                    List.of(new LeaderView.Seen(primary, Duration.ZERO))),
                START));
  }

  static FakeNode openPrimary() {
    FakeNode node = new FakeNode(Cluster.A);
    node.sees(primary(), Gate.WRITE);
    node.armed = Optional.of(new LeaseGuard.Armed(Cluster.E1, START.plus(Duration.ofSeconds(3))));
    return node;
  }

  /** b is counted, c is not. */
  static FakeNode standby(NodeId self, long behind) {
    FakeNode node = new FakeNode(self);
    node.sees(
        new Postgres.Standby(
            1,
            new Lsn(END - behind / 2),
            new Lsn(END - behind),
            Optional.of(new Postgres.Upstream(Cluster.A, self.name())),
            true),
        Gate.READ);
    return node;
  }

  static FakeNode witness() {
    FakeNode node = new FakeNode(Cluster.W);
    node.sees(new Postgres.Witness(), Gate.CLOSED);
    return node;
  }

  private static NodeFacts archivedTo(Lsn end) {
    NodeFacts unknown = NodeFacts.UNKNOWN;
    return new NodeFacts(
        unknown.commit(),
        unknown.receiver(),
        unknown.fence(),
        unknown.clockOffset(),
        unknown.fork(),
        unknown.canFence(),
        unknown.limits(),
        Optional.of(end));
  }

  private static Postgres.Primary primary() {
    return new Postgres.Primary(
        Cluster.E1,
        1,
        new Lsn(END),
        Optional.empty(),
        List.of(
            new Postgres.Sender("b", true, new Lsn(END), new Lsn(END)),
            new Postgres.Sender("c", true, new Lsn(END), new Lsn(END))),
        Optional.empty());
  }

  void sees(Postgres postgres, Gate gate) {
    sees(postgres, gate, Cluster.E1, false);
  }

  void sees(Postgres postgres, Gate gate, Epoch serves, boolean closing) {
    own =
        Optional.of(
            new OwnNode(
                new Hands.Facts(
                    postgres,
                    gate,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    postgres instanceof Postgres.Primary),
                now,
                Cluster.E1,
                serves,
                Optional.of(now),
                closing));
  }

  /** Nothing happens in this time, not even a beat. */
  void pass(Duration time) {
    now = now.plus(time);
  }

  NodeSource source() {
    return new NodeSource(
        this,
        () -> own,
        () -> armed,
        heartbeat,
        () -> 42,
        () -> Instant.ofEpochSecond(1_700_000_000),
        "1.2.3",
        new Endpoint("10.0.0.1", 8008));
  }

  @Override
  public NodeId self() {
    return self;
  }

  @Override
  public Optional<ClusterState> state() {
    return state;
  }

  @Override
  public Optional<ClusterView.LeaseSeen> lease() {
    return Optional.empty();
  }

  @Override
  public IncidentTrail incidents() {
    return IncidentTrail.EMPTY;
  }

  @Override
  public Moment reignSince() {
    return START;
  }

  @Override
  public Optional<Picture> picture() {
    return picture;
  }

  @Override
  public Raft raft() {
    return new Raft(raftLeader, 3, List.of("a", "b", "c", "w"));
  }

  @Override
  public Moment now() {
    return now;
  }

  @Override
  public void awaitNews(Duration longest) {
    throw new UnsupportedOperationException("an HTTP answer waits for nothing");
  }
}
