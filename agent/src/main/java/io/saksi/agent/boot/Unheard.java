package io.saksi.agent.boot;

import io.saksi.agent.cluster.Picture;
import io.saksi.core.model.Member;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.state.ClusterState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Who is missing in what the Raft leader told last. */
final class Unheard {
  private static final Duration LATELY = Duration.ofSeconds(3);

  private Unheard() {}

  /** All others, where no leader was heard lately. */
  static List<Member> of(ClusterState state, NodeId self, Optional<Picture> picture, Moment now) {
    Set<NodeId> heard =
        picture
            .filter(p -> now.since(p.heardAt()).compareTo(LATELY) <= 0)
            .map(p ->
                p.view().nodes().stream()
                    .filter(seen -> seen.age().compareTo(LATELY) <= 0)
                    .map(seen -> seen.report().node())
                    .collect(Collectors.toSet()))
            .orElse(Set.of());
    return state.members().values().stream()
        .filter(member -> !member.node().equals(self) && !heard.contains(member.node()))
        .toList();
  }
}
