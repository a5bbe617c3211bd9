package io.saksi.chaos.run;

import io.saksi.chaos.cluster.AddressTaken;
import io.saksi.chaos.cluster.AgentOutOfMemory;
import io.saksi.chaos.cluster.ClockJumped;
import io.saksi.chaos.cluster.DataLost;
import io.saksi.chaos.cluster.DiskFull;
import io.saksi.chaos.cluster.DiskSlow;
import io.saksi.chaos.cluster.DiskStalled;
import io.saksi.chaos.cluster.Fault;
import io.saksi.chaos.cluster.LinkCut;
import io.saksi.chaos.cluster.LowBandwidth;
import io.saksi.chaos.cluster.NodeCutOff;
import io.saksi.chaos.cluster.NodeCutOff.Direction;
import io.saksi.chaos.cluster.NodeFrozen;
import io.saksi.chaos.cluster.NodeKilled;
import io.saksi.chaos.cluster.PacketsDelayed;
import io.saksi.chaos.cluster.PacketsLost;
import io.saksi.chaos.cluster.Plane;
import io.saksi.chaos.cluster.PostgresStopped;
import io.saksi.chaos.cluster.PowerLost;
import io.saksi.chaos.cluster.ProcessKilled;
import io.saksi.chaos.cluster.ProcessKind;
import io.saksi.chaos.cluster.ProcessStopped;
import io.saksi.chaos.cluster.RaftStorageLost;
import io.saksi.chaos.cluster.RollingKill;
import io.saksi.chaos.cluster.Together;
import io.saksi.chaos.cluster.WalCorrupted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The catalogue: what can be done to a cluster of three, and to whom. */
enum FaultKind {
  POSTMASTER_KILLED(
      "SIGKILL to the postmaster",
      v -> new ProcessKilled(v.victim(), ProcessKind.POSTMASTER),
      Target.PRIMARY,
      Target.STANDBY),
  BACKEND_KILLED(
      "SIGKILL to a client's backend",
      v -> new ProcessKilled(v.victim(), ProcessKind.BACKEND),
      Target.PRIMARY),
  WAL_RECEIVER_KILLED(
      "SIGKILL to a standby's WAL receiver",
      v -> new ProcessKilled(v.victim(), ProcessKind.WAL_RECEIVER),
      Target.STANDBY),
  AGENT_KILLED(
      "SIGKILL to the agent",
      v -> new ProcessKilled(v.victim(), ProcessKind.AGENT),
      Target.PRIMARY,
      Target.STANDBY,
      Target.RAFT_LEADER),
  AGENT_OUT_OF_MEMORY(
      "the node's memory runs out, and the kernel ends the agent for it",
      v -> new AgentOutOfMemory(v.victim()),
      Target.PRIMARY,
      Target.STANDBY,
      Target.RAFT_LEADER),
  AGENT_STOPPED(
      "SIGSTOP to the agent",
      v -> new ProcessStopped(v.victim(), ProcessKind.AGENT),
      Target.PRIMARY,
      Target.STANDBY,
      Target.RAFT_LEADER),
  GUARD_KILLED(
      "SIGKILL to the guard, the container's first process",
      v -> new ProcessKilled(v.victim(), ProcessKind.GUARD),
      Target.PRIMARY,
      Target.STANDBY),
  GUARD_STOPPED(
      "SIGSTOP to the guard",
      v -> new ProcessStopped(v.victim(), ProcessKind.GUARD),
      Target.PRIMARY,
      Target.STANDBY),
  AGENT_AND_GUARD_STOPPED(
      "SIGSTOP to both",
      v ->
          new Together(
              List.of(
                  new ProcessStopped(v.victim(), ProcessKind.GUARD),
                  new ProcessStopped(v.victim(), ProcessKind.AGENT))),
      Target.PRIMARY,
      Target.RAFT_LEADER),
  POSTGRES_STOPPED(
      "SIGSTOP to every process of PostgreSQL",
      v -> new PostgresStopped(v.victim()),
      Target.PRIMARY,
      Target.STANDBY),
  NODE_KILLED(
      "all of the node at once",
      v -> new NodeKilled(v.victim()),
      Target.PRIMARY,
      Target.STANDBY,
      Target.RAFT_LEADER),
  NODE_FROZEN(
      "every process of the node by the kernel's freezer, thawed afterwards",
      v -> new NodeFrozen(v.victim()),
      Target.PRIMARY,
      Target.STANDBY,
      Target.RAFT_LEADER),
  CUT_OFF(
      "no packet to or from anybody",
      v -> new NodeCutOff(v.victim(), Direction.BOTH),
      Target.PRIMARY,
      Target.STANDBY,
      Target.RAFT_LEADER),
  HEARS_NOBODY(
      "no packet arrives",
      v -> new NodeCutOff(v.victim(), Direction.INCOMING),
      Target.PRIMARY,
      Target.STANDBY,
      Target.RAFT_LEADER),
  HEARD_BY_NOBODY(
      "no packet leaves",
      v -> new NodeCutOff(v.victim(), Direction.OUTGOING),
      Target.PRIMARY,
      Target.STANDBY,
      Target.RAFT_LEADER),
  CUT_FROM_NODES(
      "no packet to or from other nodes; clients reach it",
      v -> isolated(v, Set.of(Plane.AGENTS, Plane.RAFT, Plane.POSTGRES)),
      Target.PRIMARY,
      Target.STANDBY,
      Target.RAFT_LEADER),
  CUT_FROM_AGENTS(
      "agents and Raft cut, replication goes on",
      v -> isolated(v, Set.of(Plane.AGENTS, Plane.RAFT)),
      Target.PRIMARY,
      Target.STANDBY,
      Target.RAFT_LEADER),
  CUT_FROM_POSTGRES(
      "replication cut, agents and Raft go on",
      v -> isolated(v, Set.of(Plane.POSTGRES)),
      Target.STANDBY),
  LINK_CUT(
      "between two nodes only, everything",
      v -> link(v.victim(), v.other(), Set.of(Plane.values())),
      Target.PRIMARY,
      Target.STANDBY,
      Target.RAFT_LEADER),
  LINK_CUT_ONE_WAY(
      "what one node sends to one other",
      v -> new LinkCut(v.victim(), v.other(), Set.of(Plane.values())),
      Target.PRIMARY,
      Target.STANDBY,
      Target.RAFT_LEADER),
  PACKETS_LOST(
      "a quarter of all packets",
      v -> new PacketsLost(v.victim(), 25),
      Target.PRIMARY,
      Target.STANDBY,
      Target.RAFT_LEADER),
  PACKETS_LATE(
      "what it sends is 60 ms late, 40 more or less, and in another order",
      v -> new PacketsDelayed(v.victim(), Duration.ofMillis(60), Duration.ofMillis(40)),
      Target.PRIMARY,
      Target.STANDBY,
      Target.RAFT_LEADER),
  LOW_BANDWIDTH(
      "512 kbit/s, then loss",
      v -> new LowBandwidth(v.victim(), 512),
      Target.PRIMARY,
      Target.STANDBY,
      Target.RAFT_LEADER),
  DISK_FULL(
      "data, WAL and Raft log on a disk without a free byte",
      v -> new DiskFull(v.victim()),
      Target.PRIMARY,
      Target.STANDBY),
  DISK_STALLED(
      "the disk stands still: who writes waits in the kernel, out of reach of signals",
      v -> new DiskStalled(v.victim()),
      Target.PRIMARY,
      Target.STANDBY,
      Target.RAFT_LEADER),
  DISK_SLOW(
      "the disk stands still for 250 ms again and again",
      v -> new DiskSlow(v.victim(), Duration.ofMillis(250)),
      Target.PRIMARY,
      Target.STANDBY,
      Target.RAFT_LEADER),
  CLOCK_FORWARD(
      "the wall clock jumps an hour forwards, and back in the end",
      v -> new ClockJumped(v.victim(), Duration.ofHours(1)),
      Target.PRIMARY,
      Target.STANDBY,
      Target.RAFT_LEADER),
  CLOCK_BACK(
      "the wall clock jumps an hour back, and forwards in the end",
      v -> new ClockJumped(v.victim(), Duration.ofHours(-1)),
      Target.PRIMARY,
      Target.STANDBY,
      Target.RAFT_LEADER),
  DATA_LOST(
      "killed, and back without its data directory",
      v -> new DataLost(v.victim()),
      Target.PRIMARY,
      Target.STANDBY),
  WAL_CORRUPTED(
      "killed, and back with rubbish near the end of its WAL",
      v -> new WalCorrupted(v.victim()),
      Target.PRIMARY,
      Target.STANDBY),
  RAFT_LOST(
      "killed, and back without its Raft log: refuses to start, and joins anew",
      v -> new RaftStorageLost(v.victim()),
      Target.STANDBY,
      Target.PRIMARY,
      Target.RAFT_LEADER),
  ADDRESS_TAKEN("a stranger has the virtual address", _ -> new AddressTaken(), Target.ALL),
  POWER_LOST("all nodes at once, back in any order", v -> new PowerLost(v.shuffled()), Target.ALL),
  ROLLING_KILL(
      "each node in turn killed and started again, faster than it recovers",
      v -> new RollingKill(v.shuffled()),
      Target.ALL);

  private final String what;

  /** None of these holds anything. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final Function<Victims, Fault> maker;

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<Target> targets;

  FaultKind(String what, Function<Victims, Fault> maker, Target... targets) {
    this.what = what;
    this.maker = maker;
    this.targets = List.of(targets);
  }

  /** For people. */
  String what() {
    return what;
  }

  List<Target> targets() {
    return targets;
  }

  Fault on(Victims victims) {
    return maker.apply(victims);
  }

  /** Whether clients may expect to be served while it lasts: one node of three is gone at most. */
  boolean leavesService() {
    return switch (this) {
      case POWER_LOST, ADDRESS_TAKEN, ROLLING_KILL -> false;
      case POSTMASTER_KILLED,
          BACKEND_KILLED,
          WAL_RECEIVER_KILLED,
          AGENT_KILLED,
          AGENT_OUT_OF_MEMORY,
          AGENT_STOPPED,
          GUARD_KILLED,
          GUARD_STOPPED,
          AGENT_AND_GUARD_STOPPED,
          POSTGRES_STOPPED,
          NODE_KILLED,
          NODE_FROZEN,
          CUT_OFF,
          HEARS_NOBODY,
          HEARD_BY_NOBODY,
          CUT_FROM_NODES,
          CUT_FROM_AGENTS,
          CUT_FROM_POSTGRES,
          LINK_CUT,
          LINK_CUT_ONE_WAY,
          PACKETS_LOST,
          PACKETS_LATE,
          LOW_BANDWIDTH,
          DISK_FULL,
          DISK_STALLED,
          DISK_SLOW,
          CLOCK_FORWARD,
          CLOCK_BACK,
          DATA_LOST,
          WAL_CORRUPTED,
          RAFT_LOST ->
          true;
    };
  }

  private static Fault isolated(Victims v, Set<Plane> planes) {
    List<Fault> cuts = new ArrayList<>();
    for (String peer : List.of(v.other(), v.third())) {
      cuts.addAll(((Together) link(v.victim(), peer, planes)).faults());
    }
    return new Together(cuts);
  }

  private static Fault link(String one, String other, Set<Plane> planes) {
    return new Together(List.of(new LinkCut(one, other, planes), new LinkCut(other, one, planes)));
  }
}
