package io.saksi.agent.disaster;

import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Member;
import io.saksi.core.view.NodeReport;
import io.saksi.raft.LogEnd;
import java.util.List;
import java.util.Optional;

/**
 * What another member said when it was asked.
 *
 * @param agent what its agent said of itself; empty: it did not answer
 * @param open which of its addresses take connections
 */
public record Answer(Member member, Optional<Said> agent, List<Endpoint> open) {
  public Answer {
    open = List.copyOf(open);
  }

  /**
   * @param group of its Raft peer; empty text: it has none
   * @param leader the agent of the Raft leader that it is in touch with
   * @param log how far its Raft log reaches; empty: not said
   */
  record Said(
      String node,
      String group,
      Optional<Endpoint> leader,
      Optional<LogEnd> log,
      Optional<NodeReport> report) {}

  boolean isHeard() {
    return agent.isPresent() || !open.isEmpty();
  }
}
