package io.saksi.agent.disaster;

import io.saksi.agent.cluster.ClusterMachine;
import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.guard.GuardFile;
import io.saksi.agent.guard.GuardFileException;
import io.saksi.agent.hands.NodeInstance;
import io.saksi.agent.node.Promises;
import io.saksi.agent.os.ElapsedClock;
import io.saksi.agent.os.Occupants;
import io.saksi.agent.postgres.DataDirectory;
import io.saksi.agent.postgres.DataDirectoryState;
import io.saksi.agent.postgres.PostgresException;
import io.saksi.agent.postgres.PostgresInstance;
import io.saksi.agent.postgres.RejoinWatch;
import io.saksi.agent.postgres.WalPosition;
import io.saksi.core.model.InstanceId;
import io.saksi.raft.RaftConfig;
import io.saksi.raft.RaftPeerAddress;
import io.saksi.raft.RaftStartException;
import io.saksi.raft.StoppedPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Reads what is left here. Nothing is changed. */
final class Survivor {
  private static final Duration WAL_BOUND = Duration.ofMinutes(2);

  private final AgentConfig config;
  private final ElapsedClock clock;

  Survivor(AgentConfig config, ElapsedClock clock) {
    this.config = config;
    this.clock = clock;
  }

  static RaftConfig raft(AgentConfig config) {
    return RaftConfig.of(
        config.raftDirectory(),
        config.raftMarker(),
        new RaftPeerAddress(config.node().name(), config.raft().host(), config.raft().port()));
  }

  /** A state machine to read a log into. */
  ClusterMachine machine() {
    return new ClusterMachine(
        clock::now,
        () -> {},
        why -> {
          throw new IllegalStateException(why);
        });
  }

  /**
   * Blocks for the disk and PostgreSQL's programs.
   *
   * @param machine as new; holds what the log says afterwards
   * @throws RaftStartException if the Raft storage is not whole
   * @throws DisasterException if there is nothing in it
   * @throws IOException if the promises cannot be read
   */
  Facts look(ClusterMachine machine)
      throws RaftStartException, DisasterException, IOException, InterruptedException {
    StoppedPeer peer = StoppedPeer.replay(raft(config), machine);
    ClusterMachine.Applied applied = machine.applied();
    if (applied.state().isEmpty()) {
      throw new DisasterException(
          "the Raft log here is empty: this node never learned what the cluster is",
          "recover on another survivor");
    }
    Data data = config.postgres().isPresent() ? data() : Data.unusable("a witness has none");
    return new Facts(
        config.node(),
        peer,
        applied.state().get(),
        applied.trail(),
        Promises.load(config.promisesFile()).promised(),
        running(),
        lease(),
        data.instance(),
        data.unusable(),
        data.end());
  }

  private Optional<String> running() {
    return Occupants.of(config.dataDirectory()).alive().isEmpty()
        ? Optional.empty()
        : Optional.of("PostgreSQL");
  }

  private Optional<Duration> lease() {
    try {
      return GuardFile.open(config.runDirectory())
          .armed()
          .map(armed -> armed.deadline().since(clock.now()))
          .filter(left -> left.isPositive());
    } catch (GuardFileException e) {
      // No guard has run here since the boot: then nobody serves here either.
      return Optional.empty();
    }
  }

  private record Data(
      Optional<InstanceId> instance, Optional<String> unusable, Optional<WalPosition> end) {
    static Data unusable(String why) {
      return new Data(Optional.empty(), Optional.of(why), Optional.empty());
    }
  }

  private Data data() throws InterruptedException {
    try {
      DataDirectoryState state = new DataDirectory(config.dataDirectory(), config.node()).state();
      return switch (state) {
        case DataDirectoryState.Complete complete -> complete(complete.instance());
        case DataDirectoryState.HalfRewound _ -> Data.unusable("a rewind of it did not end");
        case DataDirectoryState.HalfMade half -> Data.unusable(half.what() + " did not end");
        case DataDirectoryState.Foreign foreign -> Data.unusable(foreign.what());
        case DataDirectoryState.Absent _ ->
            Data.unusable(config.dataDirectory() + " does not exist");
        case DataDirectoryState.Empty _ -> Data.unusable(config.dataDirectory() + " is empty");
      };
    } catch (PostgresException e) {
      return Data.unusable(e.getMessage());
    }
  }

  private Data complete(InstanceId instance) throws PostgresException, InterruptedException {
    try (PostgresInstance postgres = NodeInstance.of(config, RejoinWatch.NONE)) {
      if (postgres.rejoining().lacksWal()) {
        return Data.unusable("it was rewound, and has not all of its WAL");
      }
      return new Data(
          Optional.of(instance), Optional.empty(), Optional.of(postgres.wal().endOfWal(WAL_BOUND)));
    }
  }
}
