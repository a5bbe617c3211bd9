package io.saksi.chaos.cluster;

import java.util.concurrent.atomic.AtomicReference;

/** What comes before the containers go when this program is told to end (Ctrl-C). */
public final class Ending {
  private static final AtomicReference<Runnable> FIRST = new AtomicReference<>(() -> {});

  private Ending() {}

  /**
   * @param what bounded: until it returns, nothing is removed
   */
  public static void first(Runnable what) {
    FIRST.set(what);
  }

  static void begin() {
    FIRST.get().run();
  }
}
