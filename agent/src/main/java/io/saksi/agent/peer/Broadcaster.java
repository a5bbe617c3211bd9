package io.saksi.agent.peer;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.saksi.agent.loop.EventLoop;
import io.saksi.proto.v1.LeaderBroadcast;
import java.util.ArrayList;
import java.util.List;

/**
 * The reporting agents' streams, while this node leads. One that does not read is left out until it
 * does: nothing piles up. Confined to the event loop.
 */
final class Broadcaster {
  private final EventLoop loop;
  private final List<ServerCallStreamObserver<LeaderBroadcast>> listeners = new ArrayList<>();

  Broadcaster(EventLoop loop) {
    this.loop = loop;
  }

  void add(ServerCallStreamObserver<LeaderBroadcast> listener) {
    loop.assertInside();
    listeners.add(listener);
  }

  /**
   * @return whether it was there: only then its call is still open from our side
   */
  boolean remove(StreamObserver<LeaderBroadcast> listener) {
    loop.assertInside();
    return listeners.remove(listener);
  }

  void send(LeaderBroadcast broadcast) {
    loop.assertInside();
    listeners.removeIf(ServerCallStreamObserver::isCancelled);
    listeners.stream()
        .filter(ServerCallStreamObserver::isReady)
        .forEach(listener -> listener.onNext(broadcast));
  }

  /** This node no longer leads: everybody is to look for the leader. */
  void dismiss() {
    loop.assertInside();
    List<ServerCallStreamObserver<LeaderBroadcast>> all = List.copyOf(listeners);
    listeners.clear();
    all.stream().filter(l -> !l.isCancelled()).forEach(StreamObserver::onCompleted);
  }
}
