package io.saksi.agent.disaster;

import io.saksi.core.model.NodeId;
import io.saksi.core.state.ClusterState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a recovery would do, what stands against it, and what nobody here can know.
 *
 * @param lease how long to wait before anything is changed
 * @param after the state that the new generation begins with; empty where something stands against
 *     it
 */
public record Plan(
    NodeId self,
    Facts facts,
    List<Answer> answers,
    Intent intent,
    List<Objection> objections,
    Duration lease,
    Optional<ClusterState> after) {
  public Plan {
    answers = List.copyOf(answers);
    objections = List.copyOf(objections);
  }

  /**
   * Where somebody's WAL and Raft log end.
   *
   * @param wal for people; empty: not known
   */
  public record Standing(String node, String wal, String log) {}

  public String cluster() {
    return facts.state().cluster().name();
  }

  public String formerGroup() {
    return facts.peer().group().toString();
  }

  public String group() {
    return intent.fresh().toString();
  }

  public int generation() {
    return facts.state().cluster().generation() + 1;
  }

  public Set<NodeId> lost() {
    return intent.lost();
  }

  /** In words, for a typed confirmation. */
  public String lostInWords() {
    return intent.lost().stream().map(NodeId::name).collect(Collectors.joining(" "));
  }

  /** This node first, then the others that answered. */
  public List<Standing> standings() {
    List<Standing> all = new ArrayList<>();
    all.add(
        new Standing(
            self.name(),
            facts.end().map(Object::toString).orElse(""),
            facts.peer().end().toString()));
    for (Answer answer : answers) {
      answer
          .agent()
          .ifPresent(said ->
              all.add(
                  new Standing(
                      answer.member().node().name(),
                      said.report().map(report -> report.postgres().toString()).orElse(""),
                      said.log().map(Object::toString).orElse(""))));
    }
    return all;
  }

  /** Bytes; empty: cannot be told. */
  public Optional<Long> knownLoss() {
    return facts.knownLoss();
  }

  /** What the operator vouches for, or accepts. */
  public List<String> unknown() {
    String names = String.join(", ", lost().stream().map(NodeId::name).toList());
    return List.of(
        "whether "
            + names
            + " really are off for good: nothing answers there, and a cut network looks the same",
        "whether commits were acknowledged that only they had: "
            + knownLoss()
                .map(bytes -> bytes + " bytes of WAL are known to be lost, more may be")
                .orElse("not even a lower bound can be told"),
        "whether they decided more among themselves (failovers, settings, orders) than the log"
            + " here says");
  }
}
