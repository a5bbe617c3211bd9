package io.saksi.agent.disaster;

import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Where a recovery can be told to be unsafe. What cannot be told (whether the lost really are off,
 * and what only they had) is not here: an operator has to vouch for it.
 */
final class Objections {
  private static final String STOP =
      "stop this node's agent (systemctl stop saksi): it shuts PostgreSQL down";

  private final Facts facts;
  private final Set<NodeId> lost;
  private final boolean olderLogAccepted;
  private final List<Objection> found = new ArrayList<>();

  private Objections(Facts facts, Set<NodeId> lost, boolean olderLogAccepted) {
    this.facts = facts;
    this.lost = lost;
    this.olderLogAccepted = olderLogAccepted;
  }

  /**
   * All of them, the survivor's own first; none: as far as can be told it is safe.
   *
   * @param answers of every other member
   * @param lost declared to be off for good
   * @param olderLogAccepted whether the operator gives up what another survivor's longer Raft log
   *     says
   */
  static List<Objection> of(
      Facts facts, List<Answer> answers, Set<NodeId> lost, boolean olderLogAccepted) {
    Objections objections = new Objections(facts, lost, olderLogAccepted);
    objections.ownNode();
    objections.declaration();
    answers.forEach(objections::answer);
    return List.copyOf(objections.found);
  }

  private void object(String code, String text, String remedy) {
    found.add(new Objection(code, text, remedy));
  }

  private void ownNode() {
    facts.running().ifPresent(what -> object("RUNNING", what + " runs here", STOP));
    facts
        .lease()
        .ifPresent(left ->
            object(
                "LEASE_LIVES",
                "the guard here holds a lease for another " + left.toMillis() + " ms",
                "stop the agent, and wait until the lease has run out"));
    ownData();
    ownWal();
  }

  private void ownData() {
    Optional<Member> member = facts.state().member(facts.self());
    if (member.isEmpty() || !member.get().holdsData()) {
      object(
          "NO_DATA",
          facts.self() + " is no data node of this cluster",
          "recover on a node that has the data");
    } else if (facts.unusable().isPresent()) {
      object(
          "DATA_INCOMPLETE",
          "the data here cannot be used: " + facts.unusable().get(),
          "recover on another survivor, or restore a backup into a new cluster");
    } else if (!member.get().instance().equals(facts.instance())) {
      object(
          "OTHER_DATA",
          "the data directory here is not the one that the cluster has on record",
          "put the right one back, or recover on another survivor");
    }
    if (!(facts.state().reign() instanceof Reign.Open) && facts.state().deposed().isEmpty()) {
      object(
          "NEVER_OPEN",
          "as far as the Raft log here knows no primary was ever open",
          "found a new cluster");
    }
  }

  private void ownWal() {
    if (facts.unusable().isPresent() || facts.instance().isEmpty()) {
      return;
    }
    Optional<Position> at = facts.position();
    if (at.isEmpty()) {
      object(
          "WAL_UNKNOWN",
          facts
              .end()
              .map(end ->
                  "the WAL here ends at "
                      + end
                      + ", on a timeline that the Raft log here does not know: the log lacks its"
                      + " end")
              .orElse("the end of the WAL here cannot be found"),
          "see that pg_wal and the Raft directory are complete, or recover on another survivor");
    } else if (facts.state().wentBack(facts.self(), at.get())) {
      object(
          "WENT_BACK",
          "the WAL here ends at "
              + facts.end().orElseThrow()
              + ", before what this node once said it had: its disk went back in time",
          "put the right disk back, or recover on another survivor");
    }
  }

  private void declaration() {
    ClusterState state = facts.state();
    Set<NodeId> strangers = new TreeSet<>(lost);
    strangers.removeAll(state.members().keySet());
    strangers.forEach(node ->
        object(
            "NO_MEMBER",
            node + " is no member of this cluster",
            "the members are " + state.members().keySet()));
    if (lost.contains(facts.self())) {
      object("SELF_LOST", facts.self() + " is this node", "name the others that are lost");
    }
    Set<NodeId> there = new TreeSet<>(state.members().keySet());
    there.removeAll(lost);
    Set<String> names = there.stream().map(NodeId::name).collect(Collectors.toSet());
    boolean ofVoters = facts.peer().isMajority(List.copyOf(names));
    boolean ofMembers = 2 * there.size() > state.members().size();
    if (ofVoters || ofMembers) {
      object(
          "MAJORITY_THERE",
          there + " are a majority of " + facts.peer().voters() + ": this is no disaster",
          "start their agents: they elect a primary by themselves");
    }
  }

  private void answer(Answer answer) {
    NodeId node = answer.member().node();
    if (lost.contains(node)) {
      if (answer.isHeard()) {
        object(
            "LOST_ANSWERS",
            node + " was declared lost, and answers at " + answer.open(),
            "turn it off for good, or bring it back: it may have what the others need");
      }
    } else if (answer.agent().isEmpty()) {
      object(
          "NOT_HEARD",
          node + " was not declared lost, and its agent does not answer",
          "start its agent, or declare it lost: --lost " + node);
    } else {
      survivor(answer.member(), answer.agent().get());
    }
  }

  /** Another one that is left: the recovery must be on the one that has the most. */
  private void survivor(Member member, Answer.Said said) {
    NodeId node = member.node();
    if (!said.node().equals(node.name()) || !said.group().equals(facts.peer().group().toString())) {
      object(
          "OTHER_GROUP",
          "the agent at "
              + member.agent()
              + " is "
              + said.node()
              + " of Raft group "
              + said.group()
              + ", not "
              + node
              + " of "
              + facts.peer().group(),
          "if the cluster was recovered there already, bring this node back with saksi disaster"
              + " rejoin");
      return;
    }
    said.leader()
        .ifPresent(leader ->
            object(
                "QUORUM_LIVES",
                node + " is in touch with a Raft leader at " + leader,
                "a majority is alive somewhere: find it; start this node's agent"));
    if (led(node)) {
      object(
          "PRIMARY_ANSWERS", node + " led last, and answers: it has everything", "recover there");
    }
    if (said.log().map(log -> log.compareTo(facts.peer().end()) > 0).orElse(true)
        && !olderLogAccepted) {
      object(
          "NEWER_LOG",
          node
              + " has a newer Raft log ("
              + said.log().map(Object::toString).orElse("not said how far")
              + "; here "
              + facts.peer().end()
              + ")",
          "recover there; if it has less WAL than this node, --accept-older-log gives up the"
              + " decisions that only it knows");
    }
    if (member.holdsData()) {
      wal(node, said.report());
    }
  }

  private boolean led(NodeId node) {
    ClusterState state = facts.state();
    Optional<NodeId> last =
        state.reign() instanceof Reign.Open open
            ? Optional.of(open.primary())
            : state.deposed().map(d -> d.primary());
    return last.equals(Optional.of(node));
  }

  private void wal(NodeId node, Optional<NodeReport> report) {
    boolean serves = report.map(r -> r.gate() == Gate.WRITE).orElse(false);
    if (serves) {
      object("SERVES", node + " serves clients now", "this is no disaster: leave it alone");
    }
    Optional<Position> theirs = report.flatMap(r -> position(r.postgres()));
    Optional<Lsn> here = facts.position().flatMap(facts.state().history()::covers);
    Optional<Lsn> there = theirs.flatMap(facts.state().history()::covers);
    if (there.isEmpty()) {
      object(
          "WAL_NOT_COMPARABLE",
          node + "'s WAL cannot be compared with the WAL here",
          "wait until its PostgreSQL runs as a standby; if it is of no use, stop its agent and"
              + " declare it lost");
    } else if (here.isPresent() && here.get().isBefore(there.get())) {
      object(
          "NEWER_WAL",
          node + " has WAL up to " + there.get() + ", here it ends at " + here.get(),
          "recover there");
    }
  }

  private Optional<Position> position(Postgres postgres) {
    return switch (postgres) {
      case Postgres.Standby standby -> on(standby.timeline(), standby.reached());
      case Postgres.Primary primary -> on(primary.timeline(), primary.flushed());
      case Postgres.Stopped stopped ->
          stopped.endOfWal().flatMap(end -> on(stopped.timeline(), end));
      case Postgres.Absent _, Postgres.Unusable _, Postgres.Busy _, Postgres.Witness _ ->
          Optional.empty();
    };
  }

  private Optional<Position> on(int timeline, Lsn lsn) {
    return facts.state().history().branch(timeline).map(branch -> new Position(branch, lsn));
  }
}
