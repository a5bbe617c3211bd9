package io.saksi.agent.cli.watch;

import io.saksi.agent.cli.AgentAddress;
import io.saksi.proto.v1.ClusterStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes one story of what several agents tell. What Raft holds is taken from whoever knows it
 * first, for its versions can be compared. What is measured (who is live, who streams) is taken
 * from one agent for as long as that one knows it: in another's words, a moment behind, the same
 * would seem to happen twice. Thread-safe.
 */
final class Chronicle {
  private final Consumer<List<String>> teller;
  private final Set<AgentAddress> known = new HashSet<>();
  private final Map<String, String> told = new HashMap<>();
  private boolean begun;
  private AgentAddress source;
  private ClusterStatus reign = ClusterStatus.getDefaultInstance();
  private ClusterStatus members = ClusterStatus.getDefaultInstance();

  Chronicle(Consumer<List<String>> teller) {
    this.teller = teller;
  }

  synchronized void heard(AgentAddress agent, ClusterStatus status) {
    known.add(agent);
    // An agent that starts replays its log: that is history. What is current shows once there is a
    // leader.
    begun |= status.getLeaderView().getAvailable();
    if (!begun) {
      return;
    }
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
      tell(Changes.ofMembers(told, members, status));
      members = status;
    }
  }

  /** Said once, until it answers again: a dead node's agent is tried every moment. */
  synchronized void ended(AgentAddress agent) {
    leave(agent);
    if (known.remove(agent)) {
      tell(List.of("the agent at " + agent + " is gone"));
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
