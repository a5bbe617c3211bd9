package io.saksi.agent.router;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The way to one backend: so many may knock at the same time, the others stand in line. Without it
 * hundreds of waiting clients would have a starting PostgreSQL fork a process for each of their
 * attempts. Whoever was refused lines up again at the end, so that clients that are refused for
 * good do not keep the others out.
 *
 * <p>Thread-safe.
 */
final class Door {
  private final int places;
  private final Set<Ticket> line = new LinkedHashSet<>();
  private int inside;
  private long letIn;

  Door(int places) {
    this.places = places;
  }

  /**
   * Lines up. {@code go} runs once, when it is this one's turn: now, on this thread, or later on
   * that of the one who leaves.
   */
  Ticket enter(Runnable go) {
    Ticket ticket = new Ticket(go);
    boolean now;
    synchronized (this) {
      now = inside < places;
      if (now) {
        inside++;
      } else {
        line.add(ticket);
      }
    }
    if (now) {
      go.run();
    }
    return ticket;
  }

  /** How many sessions the backend ever let in: evidence of an open gate. */
  synchronized long letIn() {
    return letIn;
  }

  synchronized void countLetIn() {
    letIn++;
  }

  private Optional<Ticket> leave(Ticket ticket) {
    synchronized (this) {
      if (ticket.gone || line.remove(ticket)) {
        ticket.gone = true;
        return Optional.empty();
      }
      ticket.gone = true;
      Iterator<Ticket> next = line.iterator();
      if (!next.hasNext()) {
        inside--;
        return Optional.empty();
      }
      Ticket heir = next.next();
      next.remove();
      return Optional.of(heir);
    }
  }

  /** A place in the line or inside. */
  final class Ticket {
    private final Runnable go;
    private boolean gone;

    private Ticket(Runnable go) {
      this.go = go;
    }

    /** Gives the place to the next in line; again and again does no harm. */
    void leave() {
      Door.this.leave(this).ifPresent(heir -> heir.go.run());
    }
  }
}
