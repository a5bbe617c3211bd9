package io.saksi.agent.node;

import io.saksi.agent.loop.EventLoop;
import io.saksi.core.model.Moment;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Looks at this node's PostgreSQL, one look at a time. Confined to the event loop. */
final class Lookout {
  private final EventLoop loop;
  private final Supplier<Moment> clock;
  private final Hands hands;
  private final LongSupplier actions;
  private final BiConsumer<Hands.Facts, Moment> saw;

  private boolean looking;
  private Moment began;
  private Moment ended;

  /**
   * @param actions raised by whatever makes a look that began before it old
   * @param saw is told what was seen, and when the look began
   */
  Lookout(
      EventLoop loop,
      Supplier<Moment> clock,
      Hands hands,
      LongSupplier actions,
      BiConsumer<Hands.Facts, Moment> saw) {
    this.loop = loop;
    this.clock = clock;
    this.hands = hands;
    this.actions = actions;
    this.saw = saw;
    began = clock.get();
    ended = began;
  }

  /** Does nothing while another look goes on. */
  void look() {
    if (looking) {
      return;
    }
    looking = true;
    began = clock.get();
    long before = actions.getAsLong();
    // Not a virtual thread: the disk that it looks at may not answer.
    loop.lookout(() -> {
      Hands.Facts seen = observe(loop, hands);
      loop.execute(() -> {
        looking = false;
        ended = clock.get();
        if (before == actions.getAsLong()) {
          saw.accept(seen, began);
        }
      });
    });
  }

  boolean isDue(Moment now, Duration every) {
    return now.since(ended).compareTo(every) >= 0;
  }

  /** How long no look is to begin; one that goes on ends by itself. */
  Duration dueIn(Moment now, Duration every) {
    return looking ? every : every.minus(now.since(ended));
  }

  /** Whether a look goes on for longer than that. */
  boolean hangs(Duration bound) {
    return looking && clock.get().since(began).compareTo(bound) > 0;
  }

  /**
   * What a look throws beyond what it may is a broken invariant: it ends the agent. A node that
   * only stopped looking would renew its lease for ever on what it saw last.
   */
  static Hands.Facts observe(EventLoop loop, Hands hands) {
    try {
      return hands.observe();
    } catch (RuntimeException | Error e) {
      loop.broken(e);
      throw e;
    }
  }
}
