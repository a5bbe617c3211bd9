package io.saksi.agent.router;

import picocli.CommandLine;

/** The router's process. */
public final class RouterMain {
  private RouterMain() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new RouterCommand(WatchedTopology::new)).execute(arguments));
  }
}
