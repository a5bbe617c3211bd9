package io.saksi.raft;

import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.LifeCycle;

/**
 * Between Ratis and the {@link ReplicatedState}. Nothing but what cannot be gone on after leaves.
 */
final class ReplicatedMachine extends BaseStateMachine {
  private final RaftPeerAddress self;
  private final ReplicatedState state;
  private final LocalCalls calls;
  private final RaftEvents events;
  private final SnapshotStore snapshots = new SnapshotStore();

  ReplicatedMachine(
      RaftPeerAddress self, ReplicatedState state, LocalCalls calls, RaftEvents events) {
    this.self = self;
    this.state = state;
    this.calls = calls;
    this.events = events;
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId groupId, RaftStorage storage)
      throws IOException {
    super.initialize(server, groupId, storage);
    AddressCheck.requireOwn(self, server.getDivision(groupId).getRaftConf());
    getLifeCycle().startAndTransition(() -> openSnapshots(storage), IOException.class);
  }

  private void openSnapshots(RaftStorage storage) throws IOException {
    snapshots.open(storage);
    load();
  }

  /** The leader is about to replace our snapshots. */
  @Override
  public void pause() {
    getLifeCycle().transition(LifeCycle.State.PAUSING);
    getLifeCycle().transition(LifeCycle.State.PAUSED);
  }

  @Override
  public void reinitialize() throws IOException {
    load();
    if (getLifeCycleState() == LifeCycle.State.PAUSED) {
      getLifeCycle().transition(LifeCycle.State.STARTING);
      getLifeCycle().transition(LifeCycle.State.RUNNING);
    }
  }

  private void load() throws IOException {
    snapshots.restoreLatest(state).ifPresent(this::setLastAppliedTermIndex);
  }

  /** Only this process's own calls enter the log here, whoever can reach the port. */
  @Override
  public TransactionContext startTransaction(RaftClientRequest request) throws IOException {
    TransactionContext context = super.startTransaction(request);
    if (!calls.entering(request)) {
      context.setException(new IOException("commands are taken from the agent's own process only"));
    }
    return context;
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    LogEntryProto entry = transaction.getLogEntry();
    byte[] command = entry.getStateMachineLogEntry().getLogData().toByteArray();
    Message answer = apply(command, entry.getIndex());
    updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
    return CompletableFuture.completedFuture(answer);
  }

  /**
   * An exception would close this peer, then the next leader, and so on: it becomes an answer. What
   * may hit one peer alone (memory, stack, a missing class) must not: that peer would go on with
   * another state than the rest. It ends its process and applies the entry again.
   */
  private Message apply(byte[] command, long index) {
    try {
      return Answers.done(state.apply(command, index));
    } catch (RuntimeException | AssertionError e) {
      events.commandFailed(index, e);
      return Answers.failed(e);
    } catch (Error e) {
      events.fatal("applying log entry " + index + " failed on this peer: " + e);
      throw e;
    }
  }

  @Override
  public long takeSnapshot() throws IOException {
    TermIndex last = getLastAppliedTermIndex();
    if (last.getIndex() < 0) {
      return RaftLog.INVALID_LOG_INDEX;
    }
    try {
      snapshots.save(last, state.snapshot());
    } catch (RuntimeException e) {
      throw new IOException("no snapshot of the state at " + last, e);
    }
    return last.getIndex();
  }

  @Override
  public StateMachineStorage getStateMachineStorage() {
    return snapshots.files();
  }

  @Override
  public void notifyLeaderReady() {
    events.leaderReady();
  }

  @Override
  public void notifyNotLeader(Collection<TransactionContext> pending) {
    events.notLeader();
  }

  @Override
  public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
    events.leaderChanged(Optional.of(leader.toString()));
  }

  @Override
  public void notifyExtendedNoLeader(RoleInfoProto role) {
    events.leaderChanged(Optional.empty());
  }

  @Override
  public void notifyFollowerSlowness(RoleInfoProto leader, RaftPeer slow) {
    events.followerSlow(slow.getId().toString());
  }

  /** A follower would live on after it, acknowledging nothing. */
  @Override
  public void notifyLogFailed(Throwable cause, LogEntryProto failedEntry) {
    events.fatal("the Raft log can't be written: " + cause);
  }
}
