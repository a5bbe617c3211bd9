package io.saksi.simulation;

import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import java.util.Optional;
import java.util.SplittableRandom;

/** Lets the faults of a schedule strike, and takes all of them back at the end. */
final class Faults {
  private final World world;
  private int dataLost;
  private boolean raftLost;
  long struck;

  Faults(World world) {
    this.world = world;
  }

  void strike(Fault fault) {
    Node node = victim(fault);
    long until = world.now() + fault.lasts();
    world.trace(() -> "FAULT " + fault.kind() + " " + node.id + " until " + until);
    struck++;
    switch (fault.kind()) {
      case KILL_POSTGRES -> killPostgres(node);
      case STOP_POSTGRES -> stopPostgres(node);
      case CRASH_NODE -> crash(node, until);
      case BLACKOUT -> {
        for (Node each : world.nodes) {
          crash(each, until + world.between(0, 500));
        }
      }
      case KILL_AGENT -> killAgent(node, until);
      case KILL_GUARD -> killUnit(node);
      case HANG_GUARD -> node.guard.hangsUntil = until;
      case PAUSE_AGENT -> node.pausedUntil = until;
      case SUSPEND -> node.frozenUntil = Math.max(node.frozenUntil, until);
      case SLOW_DISK -> node.slowDiskUntil = until;
      case FULL_DISK -> node.fullDiskUntil = until;
      case LOSE_DATA -> loseData(node);
      case RESTORE_OLD_DATA -> restoreOldData(node, fault.detail());
      case ROLL_BACK_DATA -> rollBackData(node);
      case LOSE_RAFT -> loseRaft(node, until);
      case LAG -> node.lagsUntil = until;
      case STALL_RAFT -> world.raft.stall(Math.min(until, world.now() + 4_000));
      case DEPOSE_RAFT_LEADER -> world.raft.depose();
      case PARTITION, ONE_WAY, CUT_LINK, CUT_STREAM, DEAFEN, SLOW_LINKS, LOSE_MESSAGES ->
          disturb(fault, node, until);
      case SWITCH_OVER,
          CANCEL_SWITCHOVER,
          FORCE_FAILOVER,
          PAUSE,
          RESUME,
          SET_MODE,
          SET_SETTINGS,
          SET_TAGS,
          RESUME_NODE,
          DETACH_NODE,
          REMOVE_MEMBER,
          MAINTAIN,
          END_MAINTENANCE,
          JOIN ->
          world.operator.act(fault, node);
    }
  }

  private Node victim(Fault fault) {
    Node any = world.nodes[(int) (fault.detail() % world.nodes.length)];
    Optional<NodeId> primary = world.raft.log.latest().reign().leader();
    return switch (fault.aim()) {
      case PRIMARY -> primary.map(world::node).orElse(any);
      case RAFT_LEADER -> world.raft.leader == null ? any : world.raft.leader.node;
      case ANY -> any;
    };
  }

  private void disturb(Fault fault, Node node, long until) {
    SplittableRandom details = new SplittableRandom(fault.detail());
    boolean outgoing = details.nextBoolean();
    boolean several = details.nextInt(10) < 4;
    Node peer = world.nodes[details.nextInt(world.nodes.length)];
    boolean[] inside = new boolean[world.nodes.length];
    for (Node other : world.nodes) {
      inside[other.index] = other == node || (several && details.nextInt(10) < 4);
    }
    Network network = world.network;
    for (Node other : world.nodes) {
      boolean pair = other == peer;
      switch (fault.kind()) {
        case PARTITION -> {
          for (Node third : world.nodes) {
            if (inside[other.index] != inside[third.index]) {
              cutAll(other, third, until);
            }
          }
        }
        case ONE_WAY -> cutAll(outgoing ? node : other, outgoing ? other : node, until);
        case CUT_LINK -> {
          if (pair) {
            cutAll(node, other, until);
            cutAll(other, node, until);
          }
        }
        case CUT_STREAM -> {
          if (pair || several) {
            network.cut(Network.Plane.POSTGRES, node, other, until);
            network.cut(Network.Plane.POSTGRES, other, node, until);
          }
        }
        case DEAFEN -> {
          network.cut(Network.Plane.AGENT, node, other, until);
          network.cut(Network.Plane.AGENT, other, node, until);
        }
        case SLOW_LINKS -> {
          network.slow(node, other, until);
          network.slow(other, node, until);
        }
        case LOSE_MESSAGES -> network.lose(0.1 + 0.05 * details.nextInt(12), until);
        default -> throw new IllegalArgumentException("not of the network: " + fault);
      }
    }
  }

  private void cutAll(Node from, Node to, long until) {
    world.network.cut(Network.Plane.AGENT, from, to, until);
    world.network.cut(Network.Plane.POSTGRES, from, to, until);
  }

  /** The kernel tells the agent within milliseconds. */
  private void soon(Node node) {
    world.after(world.between(1, 30), node.agent::report);
  }

  /**
   * Of a primary the postmaster alone: its sessions go on for a while, and what they write goes to
   * the standbys. The agent ends them; without one they end by themselves, or by the guard.
   */
  private void killPostgres(Node node) {
    if (node.pg.leads() && !node.pg.stopping) {
      node.pg.orphaned = true;
      int incarnation = node.pg.incarnation;
      long left = world.between(5, 600);
      world.after(node.agentRuns() ? left : 5 * left, () -> endOrphans(node, incarnation));
      soon(node);
    } else if (node.pg.runs() && !node.pg.orphaned) {
      node.killPostgres();
      soon(node);
    }
  }

  private void endOrphans(Node node, int incarnation) {
    if (node.pg.orphaned && node.pg.incarnation == incarnation) {
      node.killPostgres();
      soon(node);
    }
  }

  private void stopPostgres(Node node) {
    if (node.pg.runs()) {
      node.stopPostgres();
      soon(node);
    }
  }

  private void crash(Node node, long until) {
    if (!node.up) {
      return;
    }
    node.agent.die();
    if (node.pg.runs()) {
      node.killPostgres();
    }
    node.up = false;
    node.frozenUntil = -1;
    node.guard.reset();
    int incarnation = node.agentIncarnation;
    world.at(until, () -> back(node, incarnation));
  }

  private void killAgent(Node node, long until) {
    if (node.up && node.agentUp) {
      node.agent.die();
      int incarnation = node.agentIncarnation;
      world.at(until, () -> back(node, incarnation));
    }
  }

  private void killUnit(Node node) {
    if (node.up) {
      node.agent.die();
      if (node.pg.runs()) {
        node.killPostgres();
      }
      node.guard.reset();
      int incarnation = node.agentIncarnation;
      world.after(world.between(100, 1_500), () -> back(node, incarnation));
    }
  }

  private static void back(Node node, int incarnation) {
    if (node.agentIncarnation == incarnation) {
      node.up = true;
      node.agent.restart();
    }
  }

  private boolean hasNothingToLose(Node node) {
    return dataLost > 0 || node.pg.instance == null || node.pg.role == Pg.Role.BUSY;
  }

  private void restoreOldData(Node node, long detail) {
    if (!hasNothingToLose(node)) {
      dataLost++;
      node.killPostgres();
      node.pg.instance = new InstanceId("i" + world.nextInstance++);
      Wal older = node.pg.head.back(node.pg.head.lsn() - detail % 16);
      node.pg.head = older == null ? node.pg.head : older;
    }
  }

  /**
   * Only where all others have what is lost, for else it would be the only copy of a commit that
   * others may be counting on.
   */
  private void rollBackData(Node node) {
    Optional<Lsn> noticed = noticedBelow(node);
    if (noticed.isEmpty() || hasNothingToLose(node) || !othersHave(node)) {
      return;
    }
    Wal older = node.pg.head.back(Wal.upTo(noticed.get()) - 1 - world.between(0, 20));
    if (older != null) {
      dataLost++;
      node.killPostgres();
      node.pg.head = older;
      node.pg.rolledBack = true;
    }
  }

  /**
   * Only what goes back beyond the floor can be noticed; or, of a candidate, beyond what it was
   * elected with.
   */
  private Optional<Lsn> noticedBelow(Node node) {
    ClusterState state = world.raft.log.latest();
    return switch (state.reign()) {
      case Reign.Open open
          when node.promised.equals(open.epoch()) && node.pg.role == Pg.Role.STANDBY ->
          state.floor().map(Position::lsn);
      case Reign.Elected elected
          when elected.candidate().equals(node.id)
              && elected.accession() == Reign.Accession.PROMOTE
              && elected.source().isEmpty()
              && node.pg.role == Pg.Role.STANDBY ->
          elected.position().map(Position::lsn);
      case Reign.Elected elected
          when elected.candidate().equals(node.id)
              && elected.accession() == Reign.Accession.IN_PLACE
              && node.pg.role == Pg.Role.STOPPED ->
          state.floor().map(Position::lsn);
      case Reign.Open _, Reign.Elected _, Reign.Electing _, Reign.None _ -> Optional.empty();
    };
  }

  private boolean othersHave(Node node) {
    for (Node other : world.nodes) {
      boolean has = other.pg.head != null && other.pg.head.contains(node.pg.head);
      if (!other.witness && !has) {
        return false;
      }
    }
    return true;
  }

  private void loseData(Node node) {
    if (hasNothingToLose(node)) {
      return;
    }
    dataLost++;
    node.killPostgres();
    node.pg.loseData();
  }

  /** One disk at a time: with a majority of them gone no Raft could go on. */
  private void loseRaft(Node node, long until) {
    if (raftLost || !node.up) {
      return;
    }
    raftLost = true;
    killAgent(node, until);
    node.stored = 0;
    node.applied = 0;
    node.raftLost = world.variant != Variant.VOTE_WITH_LOST_STORAGE;
    world.at(until, () -> relearn(node));
  }

  /** The operator comes when there is somebody to learn from. */
  private void relearn(Node node) {
    if (node.raftLost) {
      world.raft.relearn(node);
      if (node.raftLost) {
        world.after(500, () -> relearn(node));
      } else if (node.up) {
        node.agent.restart();
      }
    }
  }

  /**
   * All comes back, and stays.
   *
   * @param except a node that is gone for good; empty for none
   */
  void end(Optional<Node> except) {
    world.trace(() -> "faults end" + except.map(n -> ", " + n.id + " is gone").orElse(""));
    world.network.heal();
    world.raft.heal();
    except.ifPresent(node -> crash(node, Long.MAX_VALUE >>> 40));
    for (Node node : world.nodes) {
      node.pausedUntil = Math.min(node.pausedUntil, world.now());
      node.frozenUntil = Math.min(node.frozenUntil, world.now());
      node.guard.hangsUntil = Math.min(node.guard.hangsUntil, world.now());
      node.slowDiskUntil = 0;
      node.fullDiskUntil = 0;
      node.lagsUntil = 0;
      node.guard.look();
      if (except.filter(gone -> gone == node).isEmpty() && (!node.up || !node.agentUp)) {
        node.up = true;
        node.agent.restart();
      }
    }
  }
}
