package io.saksi.agent.disaster;

import io.grpc.StatusRuntimeException;
import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.peer.Channels;
import io.saksi.core.model.Endpoint;
import io.saksi.proto.v1.DiscoverReply;
import io.saksi.raft.NewGeneration;
import io.saksi.raft.RaftConfig;
import io.saksi.raft.RaftNode;
import io.saksi.raft.RaftStartException;
import io.saksi.wire.MalformedMessage;
import io.saksi.wire.MemberCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Lets a node go that belongs to a group that was given up: its Raft log is put aside, its data
 * stays as it is, and its next start joins the cluster that goes on. Only where that cluster says
 * that it gave this node's group up.
 */
public final class Rejoin {
  private final AgentConfig config;
  private final Elsewhere elsewhere;

  public Rejoin(AgentConfig config, Channels channels) {
    this.config = config;
    this.elsewhere = new Elsewhere(channels);
  }

  /**
   * @param generation of the cluster that goes on
   * @param kept where the former Raft log is; empty if there was none any more
   */
  public record Done(int generation, List<Endpoint> agents, Optional<Path> kept) {}

  /**
   * With the agent stopped and its lock held; may be done again.
   *
   * @param to agents of the cluster that goes on; empty: who said that this node is superseded
   */
  public Done run(List<Endpoint> to) throws DisasterException, IOException, RaftStartException {
    RaftConfig raft = Survivor.raft(config);
    Optional<UUID> group = RaftNode.groupOf(raft);
    List<Endpoint> agents = whom(to);
    DiscoverReply reply = requireSuccessor(group, agents);
    List<Endpoint> known = new ArrayList<>(agents);
    if (reply.hasLeaderAgent()) {
      try {
        known.addFirst(MemberCodec.decode(reply.getLeaderAgent()));
      } catch (MalformedMessage e) {
        throw new DisasterException("the answer is not understood: " + e.getMessage(), "try again");
      }
    }
    // First: an agent that may found a cluster must not find a home without a group and without it.
    Rejoining.write(config.home(), known.stream().distinct().toList());
    KnownAgents.write(config.home(), Set.copyOf(known));
    Optional<Path> kept =
        NewGeneration.leave(raft).map(left -> new NewGeneration(raft, left, left).kept());
    Superseded.forget(config.home());
    return new Done(reply.getGeneration(), known, kept);
  }

  private List<Endpoint> whom(List<Endpoint> to) throws IOException, DisasterException {
    if (!to.isEmpty()) {
      return to;
    }
    Optional<Superseded> told = Superseded.read(config.home());
    Optional<List<Endpoint>> before = Rejoining.read(config.home());
    if (told.isEmpty() && before.isEmpty()) {
      throw new DisasterException(
          "nobody has told this node that its group was given up",
          "name an agent of the cluster that goes on: --to HOST:PORT");
    }
    return told.map(by -> List.of(by.by())).or(() -> before).orElseThrow();
  }

  private DiscoverReply requireSuccessor(Optional<UUID> group, List<Endpoint> agents)
      throws DisasterException {
    List<String> failures = new ArrayList<>();
    for (Endpoint agent : agents) {
      try {
        DiscoverReply reply = elsewhere.discover(agent);
        boolean successor =
            group.isEmpty()
                ? reply.getFormerCount() > 0
                : reply.getFormerList().contains(group.get().toString());
        if (successor) {
          return reply;
        }
        throw new DisasterException(
            agent + " did not give up this node's group: there is nothing to rejoin",
            "start this node's agent as it is");
      } catch (StatusRuntimeException e) {
        failures.add(agent + ": " + e.getStatus().getCode());
      }
    }
    throw new DisasterException(
        "no agent of the cluster that goes on answers (" + String.join(", ", failures) + ")",
        "name another with --to HOST:PORT");
  }
}
