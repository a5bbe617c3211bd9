package io.saksi.raft;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.ReconfigurationInProgressException;
import org.apache.ratis.protocol.exceptions.ReconfigurationTimeoutException;
import org.apache.ratis.protocol.exceptions.SetConfigurationException;
import org.apache.ratis.protocol.exceptions.TransferLeadershipException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/** Requests of this process to its own peer, without a network in between. */
final class GroupRequests {
  /** What Ratis says when it did nothing at all. */
  private static final Set<Class<? extends Throwable>> REFUSALS =
      Set.of(
          LeaderNotReadyException.class,
          ReconfigurationInProgressException.class,
          ReconfigurationTimeoutException.class,
          SetConfigurationException.class,
          TransferLeadershipException.class);

  private final RaftServer server;
  private final RaftGroupId group;
  private final LocalCalls calls;
  private final Executor callbacks;

  GroupRequests(RaftServer server, RaftGroupId group, LocalCalls calls, Executor callbacks) {
    this.server = server;
    this.group = group;
    this.calls = calls;
    this.callbacks = callbacks;
  }

  CompletableFuture<byte[]> write(byte[] command, Duration timeout) {
    if (command.length > RaftSettings.MAX_COMMAND_BYTES) {
      return CompletableFuture.failedFuture(
          new SubmitException.NotAccepted(
              command.length
                  + " bytes are more than the "
                  + RaftSettings.MAX_COMMAND_BYTES
                  + " of a command",
              null));
    }
    long call = calls.begin();
    RaftClientRequest request =
        RaftClientRequest.newBuilder()
            .setClientId(calls.client())
            .setServerId(server.getId())
            .setGroupId(group)
            .setCallId(call)
            .setMessage(Message.valueOf(ByteString.copyFrom(command)))
            .setType(RaftClientRequest.writeRequestType())
            .build();
    return answered(() -> server.submitClientRequestAsync(request), timeout)
        .handleAsync(
            (reply, error) ->
                orThrow(() -> {
                  boolean entered = calls.end(call);
                  return Answers.read(message(reply, error, failure -> entered));
                }),
            callbacks);
  }

  CompletableFuture<Void> add(RaftPeerAddress peer, Duration timeout) {
    return change(
        SetConfigurationRequest.Arguments.newBuilder()
            .setServersInNewConf(List.of(peer.toRatis()))
            .setMode(SetConfigurationRequest.Mode.ADD)
            .build(),
        timeout);
  }

  /** Refused if the group is no longer {@code current}. */
  CompletableFuture<Void> replace(
      Collection<RaftPeer> current, Collection<RaftPeer> next, Duration timeout) {
    return change(
        SetConfigurationRequest.Arguments.newBuilder()
            .setServersInCurrentConf(List.copyOf(current))
            .setServersInNewConf(List.copyOf(next))
            .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
            .build(),
        timeout);
  }

  private CompletableFuture<Void> change(
      SetConfigurationRequest.Arguments arguments, Duration timeout) {
    long call = calls.begin();
    SetConfigurationRequest request =
        new SetConfigurationRequest(calls.client(), server.getId(), group, call, arguments);
    return administered(() -> server.setConfigurationAsync(request), call, timeout);
  }

  CompletableFuture<Void> transfer(String peerId, Duration timeout) {
    long call = calls.begin();
    TransferLeadershipRequest request =
        new TransferLeadershipRequest(
            calls.client(),
            server.getId(),
            group,
            call,
            RaftPeerId.valueOf(peerId),
            timeout.toMillis());
    // Ratis gives up at the timeout and says so; ours is only for the case that it doesn't.
    return administered(
        () -> server.transferLeadershipAsync(request), call, timeout.multipliedBy(2));
  }

  /** To nobody in particular: the others elect whom they like. */
  CompletableFuture<Void> stepDown(Duration timeout) {
    long call = calls.begin();
    TransferLeadershipRequest request =
        new TransferLeadershipRequest(
            calls.client(), server.getId(), group, call, null, timeout.toMillis());
    return administered(() -> server.transferLeadershipAsync(request), call, timeout);
  }

  private CompletableFuture<Void> administered(Request request, long call, Duration timeout) {
    return answered(request, timeout)
        .handleAsync(
            (reply, error) ->
                orThrow(() -> {
                  calls.end(call);
                  message(reply, error, failure -> !REFUSALS.contains(failure.getClass()));
                  return null;
                }),
            callbacks);
  }

  private static CompletableFuture<RaftClientReply> answered(Request request, Duration timeout) {
    try {
      return request.send().copy().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Message message(
      RaftClientReply reply, Throwable error, Predicate<Throwable> mayHaveBegun)
      throws SubmitException {
    if (reply != null && reply.isSuccess()) {
      return reply.getMessage();
    }
    Throwable cause = cause(reply, error);
    String why = cause instanceof TimeoutException ? "no answer in time" : cause.getMessage();
    if (mayHaveBegun.test(cause)) {
      throw new SubmitException.OutcomeUnknown(why, cause);
    }
    if (cause instanceof NotLeaderException notLeader) {
      throw new SubmitException.NotLeader(
          Optional.ofNullable(notLeader.getSuggestedLeader())
              .map(leader -> leader.getId().toString()));
    }
    throw new SubmitException.NotAccepted(why, cause);
  }

  private static Throwable cause(RaftClientReply reply, Throwable error) {
    if (reply != null) {
      return reply.getException();
    }
    boolean wrapped = error instanceof CompletionException && error.getCause() != null;
    return wrapped ? error.getCause() : error;
  }

  private static <T> T orThrow(Outcome<T> outcome) {
    try {
      return outcome.get();
    } catch (SubmitException e) {
      throw new CompletionException(e);
    }
  }

  private interface Request {
    CompletableFuture<RaftClientReply> send() throws IOException;
  }

  private interface Outcome<T> {
    T get() throws SubmitException;
  }
}
