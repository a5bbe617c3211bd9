package io.saksi.agent.disaster;

import io.saksi.agent.cluster.ClusterMachine;
import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.hands.NodeInstance;
import io.saksi.agent.os.ElapsedClock;
import io.saksi.agent.peer.Channels;
import io.saksi.agent.postgres.DataDirectory;
import io.saksi.agent.postgres.DataDirectoryState;
import io.saksi.agent.postgres.PostgresException;
import io.saksi.agent.postgres.Release;
import io.saksi.core.model.Configuration;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.state.ClusterState;
import io.saksi.raft.RaftStartException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The end of a cluster: its last primary's database is given back. A database that another node
 * leads with, or could lead with by itself, must not be served from here too.
 */
public final class Leave {
  private final AgentConfig config;
  private final Channels channels;

  /**
   * What was found.
   *
   * @param others the other nodes with data: whether one of them led after this one had stopped
   *     cannot be known here
   * @param configuration the cluster's, as far as this node's Raft log goes
   */
  public record Found(List<NodeId> others, Configuration.Content configuration) {}

  /**
   * @param config of this node, whose agent does not run
   */
  public Leave(AgentConfig config, Channels channels) {
    this.config = config;
    this.channels = channels;
  }

  /**
   * Looks whether this is the node to leave with. Changes nothing; blocks for some seconds.
   *
   * @throws DisasterException if it is not: why, and what to do
   */
  public Found check()
      throws DisasterException, RaftStartException, IOException, InterruptedException {
    requireOurs();
    Survivor survivor = new Survivor(config, new ElapsedClock());
    ClusterMachine machine = survivor.machine();
    Facts facts = survivor.look(machine);
    if (facts.running().isPresent()) {
      throw new DisasterException(
          facts.running().get() + " still runs here", "stop it: systemctl stop saksi");
    }
    requireLed(facts.state());
    List<NodeId> heard =
        new Elsewhere(channels)
            .ask(facts.state(), config.node()).stream()
                .filter(Answer::isHeard)
                .map(answer -> answer.member().node())
                .sorted()
                .toList();
    if (!heard.isEmpty()) {
      throw new DisasterException(
          "still there: " + heard + ", which could lead with the same database",
          "stop and disable saksi on every other node first, and on this one last");
    }
    try {
      release().check();
    } catch (PostgresException e) {
      throw new DisasterException(e.problem(), e.remedy());
    }
    return new Found(othersOf(facts.state()), facts.state().configuration().content());
  }

  private List<NodeId> othersOf(ClusterState state) {
    return state.members().values().stream()
        .filter(Member::holdsData)
        .map(Member::node)
        .filter(node -> !node.equals(config.node()))
        .sorted()
        .toList();
  }

  private void requireOurs() throws DisasterException {
    try {
      DataDirectory directory = new DataDirectory(config.dataDirectory(), config.node());
      if (directory.state() instanceof DataDirectoryState.Foreign(String what)) {
        throw new DisasterException(
            config.dataDirectory()
                + " is not this node's ("
                + what
                + "): it was given back already, or never was",
            "start it as its own files say");
      }
    } catch (PostgresException e) {
      throw new DisasterException(e.problem(), e.remedy());
    }
  }

  private void requireLed(ClusterState state) throws DisasterException {
    boolean led =
        state
            .reign()
            .leader()
            .or(() -> state.deposed().map(deposed -> deposed.primary()))
            .equals(Optional.of(config.node()));
    boolean alone = state.members().values().stream().filter(Member::holdsData).count() == 1;
    if (!led && !alone) {
      throw new DisasterException(
          "as far as its Raft log goes, " + config.node() + " did not lead last",
          "leave on the node that led; or start the cluster, and saksi switchover --to "
              + config.node());
    }
  }

  /**
   * Does what was checked.
   *
   * @param configuration the cluster's, for the database to have from now on
   * @return the file of settings that the database starts with from now on
   */
  public Path leave(Configuration.Content configuration)
      throws DisasterException, InterruptedException {
    try {
      return release().release(configuration);
    } catch (PostgresException e) {
      throw new DisasterException(e.problem(), e.remedy());
    }
  }

  private Release release() throws PostgresException, InterruptedException {
    return NodeInstance.release(config);
  }
}
