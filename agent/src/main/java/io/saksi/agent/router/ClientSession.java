package io.saksi.agent.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One client, from its first byte to its last: its greeting is read, a backend is searched for, the
 * two are connected; and it is cut off when the backend stops being what the client came for. All
 * on the client's event loop, except {@link #topologyChanged}.
 */
final class ClientSession extends ChannelInboundHandlerAdapter implements Search.Client {
  private enum Phase {
    GREETING,
    SEARCHING,
    CONNECTED,
    ENDED
  }

  private final Switchboard board;
  private final Access access;
  private final Channel client;
  private final Search search;
  private final Greeting greeting = new Greeting();
  private Phase phase = Phase.GREETING;
  private WaitingRoom.Place place;
  private Future<?> greetingTimer;
  private Future<?> waitTimer;
  private ClientPacket packet;
  private Channel backend;
  private Parting parting;
  private ByteBuffer cancelKey;

  ClientSession(Switchboard board, Access access, Channel client) {
    this.board = board;
    this.access = access;
    this.client = client;
    this.search = new Search(board, access, client.eventLoop(), this);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    board.counters().connections.increment();
    client.closeFuture().addListener(_ -> end());
    place = board.waitingRoom().enter();
    if (place == null) {
      refuse(Refusals.tooManyWaiting(board.limits().waitingSessions()));
      return;
    }
    board.add(this);
    awaitPacket();
  }

  private void awaitPacket() {
    greetingTimer = schedule(() -> Channels.close(client), board.limits().greetingTimeout());
  }

  private Future<?> schedule(Runnable task, Duration after) {
    return client.eventLoop().schedule(task, after.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf more = (ByteBuf) message;
    greeting.append(more);
    more.release();
    if (!place.hold(greeting.size())) {
      refuse(Refusals.tooManyWaiting(board.waitingRoom().sessions()));
    } else if (phase == Phase.GREETING) {
      readGreeting();
    } else {
      // A client that waits for its first answer has nothing to say: what it says can wait.
      client.config().setAutoRead(false);
    }
  }

  private void readGreeting() {
    try {
      greeting.first().ifPresent(this::accept);
    } catch (Greeting.MalformedPacket e) {
      refuse(Refusals.malformed(e.getMessage()));
    }
  }

  private void accept(ClientPacket next) {
    greetingTimer.cancel(false);
    if (next instanceof ClientPacket.Cancel cancel) {
      end();
      CancelForwarder.forward(board, access, cancel, client);
      return;
    }
    packet = next;
    phase = Phase.SEARCHING;
    if (waitTimer == null) {
      waitTimer = schedule(this::waitedInVain, board.config().maxWait());
    }
    search.present(next);
  }

  private void waitedInVain() {
    refuse(
        Refusals.waitedInVain(
            access, search.target(), board.config().maxWait(), search.lastAnswer()));
  }

  @Override
  public void encryptionDeclined() {
    Channels.send(client, ByteBuffer.wrap(Refusal.NO_ENCRYPTION));
    greeting.drop(packet);
    phase = Phase.GREETING;
    awaitPacket();
    client.config().setAutoRead(true);
    readGreeting();
  }

  @Override
  public void rejected(ErrorResponse error) {
    refuse(error);
  }

  @Override
  public void connected(Channel chosen, byte[] firstBytes) {
    phase = Phase.CONNECTED;
    backend = chosen;
    waitTimer.cancel(false);
    place.leave();
    board.counters().open.increment();
    boolean inTheClear = packet instanceof ClientPacket.Startup;
    parting = new Parting(client, backend, board, inTheClear, this::remember, this::end);
    Duration farewell = board.limits().farewellTimeout();
    client.pipeline().replace(this, "pipe", new Pipe(backend, false, farewell, parting.client()));
    ChannelPipeline pipeline = backend.pipeline();
    pipeline.removeLast();
    pipeline.addLast("pipe", new Pipe(client, true, farewell, parting.backend()));
    greeting.drop(packet);
    ByteBuf rest = Unpooled.wrappedBuffer(greeting.takeAll());
    parting.client().passing(rest);
    Channels.send(backend, rest.nioBuffer());
    pipeline.fireChannelRead(Unpooled.wrappedBuffer(firstBytes));
    pipeline.fireChannelReadComplete();
    client.config().setAutoRead(true);
  }

  private void remember(ByteBuffer key) {
    cancelKey = key;
    search.target().ifPresent(t -> board.cancelKeys().add(key, t.backend()));
  }

  /** From any thread. */
  void topologyChanged(Topology topology) {
    client.eventLoop().execute(() -> follow(topology));
  }

  private void follow(Topology topology) {
    if (phase != Phase.CONNECTED) {
      search.topologyChanged(topology);
      return;
    }
    Target target = search.target().orElseThrow();
    if (!target.isStillIn(topology)) {
      cut();
    } else {
      parting.wanted(!target.admits(topology));
    }
  }

  /**
   * Whoever waits for an answer of a backend that may be anywhere learns at once that none will
   * come. What a backend said before it ended by itself is on its way, and is not destroyed.
   */
  private void cut() {
    board.counters().closedByFailover.increment();
    if (backend.isActive() && !((DuplexChannel) backend).isInputShutdown()) {
      Channels.reset(client);
      Channels.reset(backend);
    } else {
      Channels.closeAfter(client, board.limits().farewellTimeout());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      Channels.close(client);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Channels.close(client);
  }

  private void refuse(ErrorResponse error) {
    board.counters().refused.increment();
    end();
    if (!board.beginFarewell()) {
      Channels.reset(client);
      return;
    }
    client.closeFuture().addListener(_ -> board.endFarewell());
    Refusal refusal = new Refusal(greeting, error, board.limits().farewellTimeout());
    client.pipeline().replace(this, "refusal", refusal);
  }

  /** Gives back what the session took from the others; again and again does no harm. */
  private void end() {
    if (phase == Phase.ENDED) {
      return;
    }
    if (phase == Phase.CONNECTED) {
      board.counters().open.decrement();
    }
    phase = Phase.ENDED;
    board.remove(this);
    search.end();
    if (place != null) {
      place.leave();
    }
    if (greetingTimer != null) {
      greetingTimer.cancel(false);
    }
    if (waitTimer != null) {
      waitTimer.cancel(false);
    }
    if (cancelKey != null) {
      board.cancelKeys().remove(cancelKey);
    }
  }
}
