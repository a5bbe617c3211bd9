package io.saksi.raft;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whether nobody is elected for long though a majority of the peers can be reached. Raft elects
 * within seconds then; where it does not, a peer is stuck, and the only remedy that helps against
 * every cause is to start it again. In Ratis 3.3 a follower does not stand for election as long as
 * it counts an append as under way, for example ({@code FollowerState}). Where no majority can be
 * reached there is nothing to be mended. Used by one thread.
 */
final class Leaderless {
  private static final Duration CONNECT = Duration.ofMillis(500);

  /** A peer that was started takes that long to be heard again, on a busy machine too. */
  private static final Duration HEARD_LATELY = Duration.ofSeconds(3);

  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final RaftNode node;
  private final Duration limit;
  private long since;
  private long notBefore;

  /**
   * @param limit how long nobody may lead
   */
  Leaderless(RaftNode node, Duration limit) {
    this.node = node;
    this.limit = limit;
    begin();
  }

  /** Why this peer is to be started again; blocks while others are tried to be reached. */
  Optional<String> reason() {
    List<RaftPeerAddress> peers = node.peers();
    if (peers.isEmpty() || node.engine().isLed(HEARD_LATELY)) {
      begin();
      return Optional.empty();
    }
    if (System.nanoTime() - notBefore < 0) {
      return Optional.empty();
    }
    notBefore = System.nanoTime() + PAUSE.toNanos();
    long reached = peers.stream().filter(this::isReached).count();
    return reached > peers.size() / 2
        ? Optional.of(
            "no leader for "
                + Duration.ofNanos(System.nanoTime() - since).toSeconds()
                + " s, though "
                + reached
                + " of "
                + peers.size()
                + " peers can be reached; this one is "
                + node.engine().standing())
        : Optional.empty();
  }

  private void begin() {
    since = System.nanoTime();
    notBefore = since + limit.toNanos();
  }

  private boolean isReached(RaftPeerAddress peer) {
    if (peer.id().equals(node.config().self().id())) {
      return true;
    }
    try {
      for (InetAddress address : InetAddress.getAllByName(peer.host())) {
        if (isReached(new InetSocketAddress(address, peer.port()))) {
          return true;
        }
      }
      return false;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static boolean isReached(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, Math.toIntExact(CONNECT.toMillis()));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
