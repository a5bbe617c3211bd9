package io.saksi.agent.os;

/** The signals in use, with their numbers on Linux (signal(7)); the same on x86-64 and AArch64. */
public enum Signal {
  SIGHUP(1),
  SIGINT(2),
  SIGQUIT(3),
  SIGKILL(9),
  SIGUSR1(10),
  SIGTERM(15),
  SIGCONT(18),
  SIGSTOP(19);

  private final int number;

  Signal(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
