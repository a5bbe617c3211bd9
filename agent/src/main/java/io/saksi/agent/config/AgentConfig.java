package io.saksi.agent.config;

import io.saksi.agent.fence.FenceConfig;
import io.saksi.agent.hook.HookConfig;
import io.saksi.agent.postgres.RejoinOptions;
import io.saksi.agent.probe.Ballast;
import io.saksi.agent.vip.VipConfig;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One agent's settings. Those of the whole cluster are in Raft.
 *
 * @param cluster the cluster's name; a seed of a cluster of another name is refused
 * @param home what has to survive: Raft's log, promises, the data directory unless it is elsewhere
 * @param runDirectory what must not survive a reboot: generated configuration, the guard's file,
 *     sockets; on tmpfs
 * @param postgres where this node's PostgreSQL listens; empty for a witness
 * @param http where it answers load balancers, probes and Prometheus; empty: nowhere
 * @param seeds agents to ask for the cluster; not needed once this node has joined
 * @param seedTimeout how long a node that joins waits for a seed that knows the cluster
 * @param bootstrap whether to found a new cluster, once
 * @param tls the directory of this node's certificate; empty: connections are plain
 * @param logicalReplication whether WAL is to hold what logical decoding needs
 * @param archives whether the open primary archives its WAL
 * @param hungAfter how long no commit has to get through before the primary counts as hung
 * @param ballast what is kept on the WAL's volume, to be given up when that is full
 * @param fences whose machines it can turn off
 * @param hooks programs to run when roles change; empty: none
 * @param rejoin what a rejoin may use and has to keep
 * @param bootstrapSql statements for the new cluster, one a line; only with {@code bootstrap}
 */
public record AgentConfig(
    String cluster,
    NodeId node,
    Path home,
    Path runDirectory,
    Path dataDirectory,
    Endpoint agent,
    Endpoint raft,
    Optional<Endpoint> postgres,
    Optional<Endpoint> http,
    Optional<Path> postgresBinaries,
    int priority,
    List<Endpoint> seeds,
    Duration seedTimeout,
    boolean bootstrap,
    Optional<Path> bootstrapSql,
    Path secretFile,
    Optional<Path> tls,
    List<String> clientHbaRules,
    boolean logicalReplication,
    boolean archives,
    Duration hungAfter,
    Ballast ballast,
    RejoinOptions rejoin,
    VipConfig vips,
    FenceConfig fences,
    Optional<HookConfig> hooks) {
  public AgentConfig {
    seeds = List.copyOf(seeds);
    clientHbaRules = List.copyOf(clientHbaRules);
  }

  /** This node as it describes itself to the others. */
  public Member self() {
    return new Member(node, raft, agent, postgres, Optional.empty(), priority);
  }

  public Path raftDirectory() {
    return home.resolve("raft");
  }

  /** Outside the Raft directory, so that a wiped one is noticed. */
  public Path raftMarker() {
    return home.resolve("raft.initialised");
  }

  public Path promisesFile() {
    return home.resolve("promises");
  }

  public Path lockFile() {
    return home.resolve("agent.lock");
  }

  /** Where operators on this host reach the agent. */
  public Path socket() {
    return runDirectory.resolve("agent.sock");
  }

  public Path postgresLog() {
    return home.resolve("postgres.log");
  }
}
