package io.saksi.agent.disaster;

import io.grpc.StatusRuntimeException;
import io.saksi.agent.peer.Channels;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.NodeReport;
import io.saksi.proto.v1.DiscoverReply;
import io.saksi.proto.v1.DiscoverRequest;
import io.saksi.raft.LogEnd;
import io.saksi.wire.MalformedMessage;
import io.saksi.wire.MemberCodec;
import io.saksi.wire.ReportCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Asks every other member whether it is there. */
final class Elsewhere {
  private static final Duration BOUND = Duration.ofSeconds(2);

  private final Channels channels;

  Elsewhere(Channels channels) {
    this.channels = channels;
  }

  /** All at once; blocks for a few seconds at most. */
  List<Answer> ask(ClusterState state, NodeId self) throws InterruptedException {
    List<Callable<Answer>> questions =
        state.members().values().stream()
            .filter(member -> !member.node().equals(self))
            .<Callable<Answer>>map(member -> () -> ask(member))
            .toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Answer> answers = new ArrayList<>();
      for (Future<Answer> asked : threads.invokeAll(questions)) {
        answers.add(asked.get());
      }
      return answers;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private Answer ask(Member member) {
    List<Endpoint> open =
        Stream.concat(Stream.of(member.agent(), member.raft()), member.postgres().stream())
            .filter(Elsewhere::takesConnections)
            .toList();
    return new Answer(
        member, open.contains(member.agent()) ? said(member) : Optional.empty(), open);
  }

  private static boolean takesConnections(Endpoint at) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(at.host(), at.port()), Math.toIntExact(BOUND.toMillis()));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** An answer that is not understood is none; that its port is open is known all the same. */
  private Optional<Answer.Said> said(Member member) {
    try {
      return Optional.of(parse(discover(member.agent())));
    } catch (StatusRuntimeException | MalformedMessage e) {
      return Optional.empty();
    }
  }

  DiscoverReply discover(Endpoint agent) {
    return channels
        .blocking(agent)
        .withDeadlineAfter(BOUND.toMillis(), TimeUnit.MILLISECONDS)
        .discover(DiscoverRequest.getDefaultInstance());
  }

  private static Answer.Said parse(DiscoverReply reply) throws MalformedMessage {
    Optional<NodeReport> report =
        reply.hasReport() ? Optional.of(ReportCodec.decode(reply.getReport())) : Optional.empty();
    Optional<Endpoint> leader =
        reply.hasLeaderAgent()
            ? Optional.of(MemberCodec.decode(reply.getLeaderAgent()))
            : Optional.empty();
    Optional<LogEnd> log =
        reply.hasLogIndex()
            ? Optional.of(new LogEnd(reply.getLogTerm(), reply.getLogIndex()))
            : Optional.empty();
    return new Answer.Said(reply.getNode(), reply.getRaftGroupId(), leader, log, report);
  }
}
