package io.saksi.agent.router;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.util.List;

/**
 * Passes a CancelRequest on to the backend that gave out its key. If that is not known (an
 * encrypted session) it goes to the primary, or to every readable standby: without the right key it
 * has no effect. The client's connection is closed once the backends have closed theirs, as
 * PostgreSQL closes it when the signal is sent.
 */
final class CancelForwarder {
  private final Channel client;
  private int open;

  private CancelForwarder(Channel client, int backends) {
    this.client = client;
    this.open = backends;
  }

  static void forward(
      Switchboard board, Access access, ClientPacket.Cancel cancel, Channel client) {
    List<Backend> backends =
        board
            .cancelKeys()
            .find(cancel.key())
            .map(List::of)
            .orElseGet(() -> candidates(access, board.topology()));
    CancelForwarder forwarder = new CancelForwarder(client, backends.size());
    if (backends.isEmpty()) {
      Channels.close(client);
    }
    Channels.closeAfter(client, board.limits().farewellTimeout());
    backends.forEach(b -> forwarder.send(board, b, cancel));
  }

  private static List<Backend> candidates(Access access, Topology topology) {
    return switch (access) {
      case READ_WRITE -> topology.primary().stream().toList();
      case READ_ONLY ->
          topology.standbys().isEmpty()
              ? topology.primary().stream().toList()
              : topology.standbys();
    };
  }

  private void send(Switchboard board, Backend backend, ClientPacket.Cancel cancel) {
    Channels.connect(
            client.eventLoop(), backend, board.limits().connectTimeout(), new UntilClosed())
        .addListener(connecting -> connected(connecting, board, cancel));
  }

  private void connected(
      Future<? super Channel> connecting, Switchboard board, ClientPacket.Cancel cancel) {
    if (!connecting.isSuccess()) {
      closed();
      return;
    }
    Channel backend = (Channel) connecting.getNow();
    backend.closeFuture().addListener(_ -> closed());
    Channels.closeAfter(backend, board.limits().farewellTimeout());
    Channels.send(backend, cancel.bytes());
  }

  private void closed() {
    open--;
    if (open == 0) {
      Channels.close(client);
    }
  }
}
