package io.saksi.agent.boot;

import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.disaster.KnownAgents;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Member;
import io.saksi.core.state.ClusterState;
import io.saksi.raft.RaftNode;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the cluster knows this node as it is now and that its Raft peer votes. A join
 * that was interrupted goes on here, so does a node that listens elsewhere than before.
 */
final class Membership {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
  private static final Duration ASK_FOR = Duration.ofSeconds(20);
  private static final Duration TOLD_WITHIN = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private Membership() {}

  static void keep(AgentConfig config, RaftNode raft, Core core, Seeds seeds) {
    Thread.ofVirtual()
        .name("saksi-membership")
        .start(() -> {
          try {
            untilKnown(config, raft, core, seeds);
          } catch (BootException e) {
            LOG.error("this node is not taken in: {}", e.getMessage());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static void untilKnown(AgentConfig config, RaftNode raft, Core core, Seeds seeds)
      throws BootException, InterruptedException {
    // A peer that comes back first learns from its own log what the cluster knows of it.
    while (!isKnown(config, raft, core)) {
      List<Endpoint> agents = agents(config, core);
      if (agents.isEmpty()) {
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      } else if (seeds.join(agents, raft.groupId().toString(), config.self(), ASK_FOR)) {
        LOG.info("{} is a member of the cluster", config.node());
        awaitWord(config, raft, core);
      }
    }
  }

  /**
   * Whoever was taken in is told so by the log, sooner or later. To ask again at once would undo a
   * removal that was ordered meanwhile.
   */
  private static void awaitWord(AgentConfig config, RaftNode raft, Core core)
      throws InterruptedException {
    long end = System.nanoTime() + TOLD_WITHIN.toNanos();
    while (!isKnown(config, raft, core) && System.nanoTime() - end < 0) {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    }
  }

  private static boolean isKnown(AgentConfig config, RaftNode raft, Core core) {
    Optional<Member> known =
        core.machine().applied().state().flatMap(state -> state.member(config.node()));
    boolean same = known.map(member -> member.movedTo(config.self()).equals(member)).orElse(false);
    boolean votes = raft.peers().stream().anyMatch(peer -> peer.id().equals(config.node().name()));
    return same && votes;
  }

  private static List<Endpoint> agents(AgentConfig config, Core core) {
    Set<Endpoint> agents = new LinkedHashSet<>(config.seeds());
    agents.addAll(lastKnown(config));
    core.machine()
        .applied()
        .state()
        .map(ClusterState::members)
        .ifPresent(members -> members.values().forEach(member -> agents.add(member.agent())));
    return List.copyOf(agents);
  }

  /** Who rejoins after its group was given up may have no seed: its founder never had one. */
  private static List<Endpoint> lastKnown(AgentConfig config) {
    try {
      return KnownAgents.read(config.home());
    } catch (IOException e) {
      LOG.warn("where the other agents were is not known: {}", e.toString());
      return List.of();
    }
  }
}
