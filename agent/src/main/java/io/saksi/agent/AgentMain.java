package io.saksi.agent;

import io.saksi.agent.boot.AgentCommand;
import picocli.CommandLine;

/** The agent's process. */
public final class AgentMain {
  private AgentMain() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new AgentCommand()).execute(arguments));
  }
}
