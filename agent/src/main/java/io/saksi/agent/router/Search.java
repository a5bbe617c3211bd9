package io.saksi.agent.router;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The search of one client for a backend that lets it in: wait for a topology that has one, line up
 * at its {@link Door}, knock, and after a refusal try another or pause. It has no end of its own;
 * the session bounds it. All on the client's event loop.
 */
final class Search implements Attempt.Listener {
  /** Told how the search goes on. */
  interface Client {
    /** The backend declined encryption and waits for the client's next packet. */
    void encryptionDeclined();

    /** The search is over: everything from the first bytes on is passed through. */
    void connected(Channel backend, byte[] firstBytes);

    /** The backend, open to others, refuses this client: it is to hear that. */
    void rejected(ErrorResponse error);
  }

  private enum Phase {
    IDLE,
    WAITING,
    IN_LINE,
    ATTEMPTING,
    PAUSING,
    OVER
  }

  private static final long FIRST_PAUSE_MS = 20;
  private static final long LONGEST_PAUSE_MS = 100;

  private final Switchboard board;
  private final Access access;
  private final EventLoop loop;
  private final Client client;
  private final Set<Backend> refusedBy = new HashSet<>();
  private Phase phase = Phase.IDLE;
  private ClientPacket packet;
  private Target target;
  private Door door;
  private Door.Ticket ticket;
  private Attempt attempt;
  private Future<?> pause;
  private long pauseMs = FIRST_PAUSE_MS;
  private final Map<Backend, Long> letInAtFirstRefusal = new HashMap<>();
  private String lastAnswer = "";

  Search(Switchboard board, Access access, EventLoop loop, Client client) {
    this.board = board;
    this.access = access;
    this.loop = loop;
    this.client = client;
  }

  /** The client's next packet: to the backend that waits for it, or else to the one to be found. */
  void present(ClientPacket next) {
    packet = next;
    if (attempt == null) {
      seek();
    } else {
      phase = Phase.ATTEMPTING;
      attempt.send(next);
    }
  }

  /** Where the session is, or tries to get to. */
  Optional<Target> target() {
    return Optional.ofNullable(target);
  }

  /** What a backend that was tried last had to say; empty if none was. */
  String lastAnswer() {
    return lastAnswer;
  }

  void topologyChanged(Topology topology) {
    boolean gone = target != null && !target.admits(topology);
    refusedBy.clear();
    if (gone) {
      letInAtFirstRefusal.clear();
      pauseMs = FIRST_PAUSE_MS;
    }
    switch (phase) {
      case WAITING, PAUSING -> seekAgain();
      case IN_LINE, ATTEMPTING -> {
        if (gone) {
          seekAgain();
        }
      }
      case IDLE -> {
        if (gone) {
          letGo();
        }
      }
      case OVER -> {}
    }
  }

  /** Gives everything back, the target too. */
  void end() {
    phase = Phase.OVER;
    letGo();
  }

  private void seekAgain() {
    letGo();
    seek();
  }

  private void seek() {
    Optional<Target> choice = board.targets().choose(access, board.topology(), refusedBy);
    if (choice.isEmpty()) {
      phase = Phase.WAITING;
      return;
    }
    phase = Phase.IN_LINE;
    target = choice.get();
    board.targets().occupy(target);
    door = board.door(target.backend());
    Attempt mine = new Attempt(this);
    attempt = mine;
    ticket = door.enter(() -> loop.execute(() -> knock(mine)));
  }

  private void knock(Attempt mine) {
    // Its turn may have come while the search already went elsewhere.
    if (phase == Phase.IN_LINE && attempt == mine) {
      phase = Phase.ATTEMPTING;
      attempt.begin(loop, target.backend(), board.limits().connectTimeout(), packet);
    }
  }

  @Override
  public void noEncryption() {
    phase = Phase.IDLE;
    ticket.leave();
    client.encryptionDeclined();
  }

  @Override
  public void letIn(Channel backend, byte[] firstBytes) {
    phase = Phase.OVER;
    if (packet instanceof ClientPacket.Startup && firstBytes[0] != ErrorResponse.TYPE) {
      door.countLetIn();
    }
    ticket.leave();
    client.connected(backend, firstBytes);
  }

  @Override
  public void gateClosed(ErrorResponse error) {
    if (isAboutThisClient(error)) {
      end();
      client.rejected(error);
    } else {
      tryOn(error.summary());
    }
  }

  @Override
  public void failed(String reason) {
    if (phase == Phase.IDLE) {
      letGo();
    } else {
      tryOn(reason);
    }
  }

  /**
   * A closed gate and a client that no line of pg_hba.conf admits look alike. But if others were
   * let in since this one was first refused, and it is refused again, it is about this one.
   */
  private boolean isAboutThisClient(ErrorResponse error) {
    if (!error.sqlState().equals("28000")) {
      return false;
    }
    long letIn = door.letIn();
    Long atFirstRefusal = letInAtFirstRefusal.putIfAbsent(target.backend(), letIn);
    return atFirstRefusal != null && letIn > atFirstRefusal;
  }

  private void tryOn(String reason) {
    board.counters().retried.increment();
    lastAnswer = target.backend() + ": " + reason;
    attempt = null;
    refusedBy.add(target.backend());
    if (board.targets().choose(access, board.topology(), refusedBy).isPresent()) {
      seekAgain();
      return;
    }
    refusedBy.clear();
    phase = Phase.PAUSING;
    // The place at the door is kept meanwhile: that is what bounds the knocking.
    pause = loop.schedule(this::seekAgain, pauseMs, TimeUnit.MILLISECONDS);
    pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs);
  }

  private void letGo() {
    if (pause != null) {
      pause.cancel(false);
      pause = null;
    }
    if (attempt != null) {
      attempt.abandon();
      attempt = null;
    }
    if (ticket != null) {
      ticket.leave();
      ticket = null;
    }
    if (target != null) {
      board.targets().release(target);
      target = null;
    }
  }
}
