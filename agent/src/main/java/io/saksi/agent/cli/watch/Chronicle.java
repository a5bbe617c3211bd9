package io.saksi.agent.cli.watch;

import io.saksi.agent.cli.AgentAddress;
import io.saksi.proto.v1.ClusterStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Makes one story of what several agents tell. What Raft holds is taken from whoever knows it
 * first, for its versions can be compared. What is measured (who is live, who streams) is taken
 * from one agent for as long as that one knows it: in another's words, a moment behind, the same
 * would seem to happen twice. Thread-safe.
 */
final class Chronicle {
  private final Consumer<List<String>> teller;
  private final Map<AgentAddress, String> failures = new HashMap<>();
  private AgentAddress source;
  private ClusterStatus reign = ClusterStatus.getDefaultInstance();
  private ClusterStatus members = ClusterStatus.getDefaultInstance();

  Chronicle(Consumer<List<String>> teller) {
    this.teller = teller;
  }

  synchronized void heard(AgentAddress agent, ClusterStatus status) {
    failures.remove(agent);
    if (status.getStateVersion() >= reign.getStateVersion()) {
      tell(Changes.ofReign(reign, status));
      reign = status;
    }
    if (!status.getLeaderView().getAvailable()) {
      leave(agent);
      return;
    }
    if (source == null && status.getStateVersion() >= members.getStateVersion()) {
      source = agent;
    }
    if (agent.equals(source)) {
      tell(Changes.ofMembers(members, status));
      members = status;
    }
  }

  /** Said once an agent, until it answers again; a dead node's agent is refused every moment. */
  synchronized void ended(AgentAddress agent, String why) {
    leave(agent);
    if (failures.put(agent, why) == null) {
      tell(List.of("the agent at " + agent + " is gone: " + why));
    }
  }

  private void leave(AgentAddress agent) {
    if (agent.equals(source)) {
      source = null;
    }
  }

  private void tell(List<String> lines) {
    if (!lines.isEmpty()) {
      teller.accept(lines);
    }
  }
}
