package io.saksi.agent.postgres;

import io.saksi.agent.os.ControlGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a postmaster comes into being: in its cgroup from its first moment, where there is one. */
final class Launch {
  /** The shell enters the group, and becomes PostgreSQL: the same process, under the same id. */
  private static final String ENTER = "echo $$ > \"$0\"; exec \"$@\"";

  private Launch() {}

  static ProcessBuilder builder(List<String> server) {
    return builder(server, ControlGroup.ofPostgres());
  }

  static ProcessBuilder builder(List<String> server, Optional<ControlGroup> group) {
    List<String> command = new ArrayList<>();
    // Where the group refuses, the server starts all the same: it is found by its directory then.
    group.ifPresent(g -> command.addAll(List.of("/bin/sh", "-c", ENTER, g.members().toString())));
    command.addAll(server);
    ProcessBuilder builder = Commands.builder(command);
    // PostgreSQL's manual, "Linux Memory Overcommit": the postmaster keeps what it inherits from
    // the agent, and what may grow, its children, is ended before it and before the agent.
    builder.environment().put("PG_OOM_ADJUST_FILE", "/proc/self/oom_score_adj");
    builder.environment().put("PG_OOM_ADJUST_VALUE", "0");
    return builder;
  }
}
