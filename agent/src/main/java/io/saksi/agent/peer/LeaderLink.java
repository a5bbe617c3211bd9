package io.saksi.agent.peer;

import io.grpc.stub.StreamObserver;
import io.saksi.agent.loop.EventLoop;
import io.saksi.core.model.Endpoint;
import io.saksi.core.view.NodeReport;
import io.saksi.proto.v1.LeaderBroadcast;
import io.saksi.wire.ReportCodec;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This agent's line to the agent that leads the Raft group: reports there, what the leader knows of
 * everybody back. Confined to the event loop.
 */
public final class LeaderLink {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderLink.class);
  private static final Duration RETRY = Duration.ofMillis(100);

  private final EventLoop loop;
  private final Channels channels;
  private final Consumer<LeaderBroadcast> heard;

  private Optional<Endpoint> leader = Optional.empty();
  private Optional<StreamObserver<io.saksi.proto.v1.NodeReport>> stream = Optional.empty();
  private Optional<NodeReport> unsent = Optional.empty();
  private long connection;

  public LeaderLink(EventLoop loop, Channels channels, Consumer<LeaderBroadcast> heard) {
    this.loop = loop;
    this.channels = channels;
    this.heard = heard;
  }

  /** Another agent leads; empty while none is known or while it is this one. */
  public void follow(Optional<Endpoint> agent) {
    loop.assertInside();
    if (agent.equals(leader)) {
      return;
    }
    leader = agent;
    hangUp();
    channels.wake();
    connect();
  }

  /** Sends the report, now or as soon as there is a line; only the newest is kept. */
  public void send(NodeReport report) {
    loop.assertInside();
    unsent = Optional.of(report);
    connect();
    stream.ifPresent(this::flush);
  }

  private void flush(StreamObserver<io.saksi.proto.v1.NodeReport> to) {
    unsent.ifPresent(report -> to.onNext(ReportCodec.encode(report)));
    unsent = Optional.empty();
  }

  private void connect() {
    if (stream.isPresent() || leader.isEmpty()) {
      return;
    }
    long mine = ++connection;
    StreamObserver<LeaderBroadcast> answers =
        new StreamObserver<>() {
          @Override
          public void onNext(LeaderBroadcast broadcast) {
            loop.execute(() -> {
              if (mine == connection) {
                heard.accept(broadcast);
              }
            });
          }

          @Override
          public void onError(Throwable failure) {
            loop.execute(() -> lost(mine, failure.getMessage()));
          }

          @Override
          public void onCompleted() {
            loop.execute(() -> lost(mine, "ended"));
          }
        };
    stream = Optional.of(channels.stub(leader.get()).report(answers));
    stream.ifPresent(this::flush);
  }

  private void lost(long which, String why) {
    if (which != connection || stream.isEmpty()) {
      return;
    }
    LOG.debug("line to the leader at {} lost: {}", leader, why);
    stream = Optional.empty();
    loop.after(
        RETRY,
        () -> {
          channels.wake();
          connect();
        });
  }

  private void hangUp() {
    stream.ifPresent(StreamObserver::onCompleted);
    stream = Optional.empty();
    connection++;
  }
}
