package io.saksi.agent.os;

/**
 * A timer in the machine that resets it unless it is fed; see the kernel's watchdog API. Opened, it
 * runs. Ours to use from one thread, which it may block for as long as its driver likes.
 */
public interface Watchdog {
  /** Opens one, whose timer then runs. */
  interface Opener {
    /**
     * @throws OsException with the remedy
     */
    Watchdog open();
  }

  /**
   * Asks for a time without food after which the machine is reset.
   *
   * @return the one that the driver has taken, which may be another one
   * @throws OsException where it cannot be set
   */
  int timeout(int seconds);

  /**
   * From now on the timer has its full time.
   *
   * @throws OsException where the driver did not take it
   */
  void feed();

  /** Whether the driver can be told to stop the timer. */
  boolean canStop();

  /** Stops the timer, if it {@link #canStop}, and lets go of it. */
  void stop();

  /** Lets go of it with the timer running. */
  void abandon();
}
