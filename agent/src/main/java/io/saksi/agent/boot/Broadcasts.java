package io.saksi.agent.boot;

import io.saksi.agent.admin.News;
import io.saksi.agent.cluster.LeaderDesk;
import io.saksi.agent.cluster.Picture;
import io.saksi.agent.loop.EventLoop;
import io.saksi.agent.peer.PeerService;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.state.ClusterState;
import io.saksi.proto.v1.LeaderBroadcast;
import io.saksi.wire.LeaderView;
import io.saksi.wire.MalformedMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the leader knows of everybody: sent while this agent leads, heard while another does. Either
 * way it is this agent's picture of the cluster.
 */
final class Broadcasts {
  private static final Logger LOG = LoggerFactory.getLogger(Broadcasts.class);

  /** Several changes that come together make one broadcast. */
  private static final Duration DELAY = Duration.ofMillis(2);

  private final EventLoop loop;
  private final NodeId self;
  private final Supplier<Moment> clock;
  private final LeaderDesk leader;
  private final PeerService peers;
  private final News news;
  private final Consumer<LeaderView> listener;
  private final AtomicReference<Optional<Picture>> picture =
      new AtomicReference<>(Optional.empty());
  private long sequence;
  private boolean due;

  Broadcasts(
      EventLoop loop,
      NodeId self,
      Supplier<Moment> clock,
      LeaderDesk leader,
      PeerService peers,
      News news,
      Consumer<LeaderView> listener) {
    this.loop = loop;
    this.self = self;
    this.clock = clock;
    this.leader = leader;
    this.peers = peers;
    this.news = news;
    this.listener = listener;
  }

  /** The newest one; from any thread. */
  Optional<Picture> picture() {
    return picture.get();
  }

  void soon(Runnable broadcast) {
    if (!due) {
      due = true;
      loop.after(DELAY, broadcast);
    }
  }

  void send(ClusterState state, long term) {
    due = false;
    Moment now = clock.get();
    List<LeaderView.Seen> seen =
        leader.received().values().stream()
            .map(r -> new LeaderView.Seen(r.report(), now.since(r.at())))
            .toList();
    LeaderView view =
        new LeaderView(
            self,
            term,
            state.version(),
            state.reign().epoch(),
            ++sequence,
            seen,
            leader.placeReads());
    peers.broadcast(view.encode());
    see(view);
  }

  void skip() {
    due = false;
  }

  void heard(LeaderBroadcast broadcast) {
    try {
      see(LeaderView.decode(broadcast));
    } catch (MalformedMessage e) {
      LOG.warn("the leader's broadcast is not understood: {}", e.getMessage());
    }
  }

  private void see(LeaderView view) {
    picture.set(Optional.of(new Picture(view, clock.get())));
    news.announce();
    listener.accept(view);
  }
}
