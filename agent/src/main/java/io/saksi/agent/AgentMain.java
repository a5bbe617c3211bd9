package io.saksi.agent;

import io.saksi.agent.boot.AgentCommand;
import io.saksi.agent.boot.Rehearsal;
import io.saksi.agent.os.Capabilities;
import java.nio.file.Path;

/** The agent's process. */
public final class AgentMain {
  private AgentMain() {}

  public static void main(String[] arguments) throws Exception {
    Capabilities.keepFromChildren();
    if (arguments.length == 2 && arguments[0].equals("--rehearsal")) {
      Rehearsal.run(Path.of(arguments[1]));
    }
    System.exit(AgentCommand.commandLine().execute(arguments));
  }
}
