package io.saksi.agent.router;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Ends a session whose backend is about to leave, at a moment when nothing is under way: now, or as
 * soon as its transaction has ended. Its client is told what PostgreSQL tells whoever it ends, so
 * that a pool takes another connection, which waits here for the next primary.
 *
 * <p>Why nothing is lost or done twice: client and backend are on one event loop, and each byte is
 * seen by {@link Dialogue} before it is passed on. So at rest, in this very turn of the loop, the
 * backend has been sent nothing that it has not answered, and from here on it is sent nothing more.
 * What the client has sent meanwhile, and nobody has read, no backend will see: the error is its
 * answer. The error comes after everything that the backend said, and the connection stays until
 * the client has taken it or the farewell's time is over.
 *
 * <p>A session that is encrypted end to end, and any that is never at rest, is left to its backend.
 */
final class Parting {
  private static final byte[] TERMINATE = {'X', 0, 0, 0, 4};

  private final Channel client;
  private final Channel backend;
  private final Switchboard board;
  private final boolean inTheClear;
  private final Runnable over;
  private final Dialogue dialogue;
  private boolean wanted;
  private boolean done;

  /**
   * @param inTheClear whether what is said can be understood
   * @param key as in {@link Dialogue}
   * @param over run when the session was ended here
   */
  Parting(
      Channel client,
      Channel backend,
      Switchboard board,
      boolean inTheClear,
      Consumer<ByteBuffer> key,
      Runnable over) {
    this.client = client;
    this.backend = backend;
    this.board = board;
    this.inTheClear = inTheClear;
    this.over = over;
    this.dialogue = new Dialogue(key);
  }

  /** Whether the session is to end when it can. */
  void wanted(boolean now) {
    wanted = now;
    partIfAtRest();
  }

  Pipe.Listener client() {
    return new Listener(dialogue::fromClient);
  }

  Pipe.Listener backend() {
    return new Listener(dialogue::fromBackend);
  }

  private void partIfAtRest() {
    // A client that does not keep up has not heard of its last commit yet: it may still.
    if (wanted && !done && inTheClear && dialogue.isAtRest() && client.isWritable()) {
      done = true;
      part();
    }
  }

  private void part() {
    board.counters().parted.increment();
    Duration farewell = board.limits().farewellTimeout();
    backend.pipeline().replace("pipe", "until closed", new UntilClosed());
    Channels.send(backend, ByteBuffer.wrap(TERMINATE));
    Channels.closeAfterWrites(backend);
    client.pipeline().replace("pipe", "until closed", new UntilClosed());
    Channels.send(client, ByteBuffer.wrap(Refusals.parted().encode()));
    Channels.closeAfter(client, farewell);
    Channels.farewell(client, farewell);
    over.run();
  }

  private final class Listener implements Pipe.Listener {
    private final Consumer<ByteBuf> look;

    Listener(Consumer<ByteBuf> look) {
      this.look = look;
    }

    @Override
    public void passing(ByteBuf bytes) {
      if (inTheClear) {
        look.accept(bytes);
      }
    }

    @Override
    public void passed() {
      partIfAtRest();
    }
  }
}
