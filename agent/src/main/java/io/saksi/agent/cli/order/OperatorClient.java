package io.saksi.agent.cli.order;

import io.grpc.CallCredentials;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.saksi.agent.cli.AgentAddress;
import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.rpc.AdminChannels;
import io.saksi.agent.cli.rpc.CallFailure;
import io.saksi.agent.config.Secret;
import io.saksi.agent.tls.Transport;
import io.saksi.proto.v1.AdminGrpc;
import io.saksi.proto.v1.GetStatusRequest;
import io.saksi.proto.v1.OperatorGrpc;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Calls of the operators' service: the agents are tried in turn until one answers. An order has a
 * key, so to repeat it elsewhere does no harm.
 */
final class OperatorClient implements AutoCloseable {
  private static final Metadata.Key<byte[]> PROOF =
      Metadata.Key.of("saksi-proof-bin", Metadata.BINARY_BYTE_MARSHALLER);
  private static final Duration HELLO = Duration.ofSeconds(2);

  /** Raft elects a leader within a second or two. */
  private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(200);

  /** What stands against a change of roles is known within 20 s. */
  private static final Duration LOOKS = Duration.ofSeconds(25);

  private final OperatorOptions options;
  private final AdminChannels channels;
  private final Deque<AgentAddress> agents;
  private final Duration timeout;
  private boolean inDoubt;

  OperatorClient(OperatorOptions options) {
    this.options = options;
    channels = new AdminChannels(options.agents()::transport);
    agents = new ArrayDeque<>(options.agents().agents());
    timeout = options.agents().timeout();
  }

  /** Plain connections prove nothing: there the secret does. */
  private Secret secret() {
    try {
      return Secret.read(options.secretFile());
    } catch (IOException e) {
      throw new CliFailure(
          ExitCode.USAGE,
          "the cluster's secret is needed to give orders: " + reason(e),
          "Run this on a node as the user of its agent (or root), or name the file with"
              + " --secret-file or SAKSI_SECRET_FILE.");
    }
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.NoSuchFileException
        ? e.getMessage() + " does not exist"
        : e instanceof java.nio.file.AccessDeniedException
            ? e.getMessage() + " may not be read"
            : e.getMessage();
  }

  /** One question or order, answered within {@code --timeout}. */
  <T> T ask(Function<OperatorGrpc.OperatorBlockingStub, T> call) {
    return ask(timeout, call);
  }

  /**
   * A question that an agent may have to ask all others first, and the operator's programs there:
   * {@code --timeout} is for finding one that answers.
   */
  <T> T askPatiently(Function<OperatorGrpc.OperatorBlockingStub, T> call) {
    return ask(timeout.plus(LOOKS), call);
  }

  /**
   * Where an agent answers and none leads, or the one that led has just died, all are asked again
   * for as long as {@code --timeout} says: another one is being elected, and an order keeps its
   * key.
   *
   * @param bound for everything, over all agents
   * @throws CliFailure if it is refused, or nobody answers
   */
  <T> T ask(Duration bound, Function<OperatorGrpc.OperatorBlockingStub, T> call) {
    long end = System.nanoTime() + bound.toNanos();
    long patience = 0;
    while (true) {
      Round<T> round = new Round<>(end, call);
      Optional<T> answer = round.answer();
      if (answer.isPresent()) {
        return answer.get();
      }
      long now = System.nanoTime();
      patience = patience == 0 ? now + timeout.toNanos() : patience;
      if (!round.mayGoBetter || now - patience > 0 || now - end > 0) {
        throw round.nobody();
      }
      pause(BETWEEN_ROUNDS);
    }
  }

  /** Each agent once. */
  private final class Round<T> {
    private final long end;
    private final Function<OperatorGrpc.OperatorBlockingStub, T> call;
    private final Map<AgentAddress, String> failures = new LinkedHashMap<>();
    private boolean leaderless;
    private boolean mayGoBetter;

    Round(long end, Function<OperatorGrpc.OperatorBlockingStub, T> call) {
      this.end = end;
      this.call = call;
    }

    Optional<T> answer() {
      for (AgentAddress agent : agents) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          failures.put(agent, "not asked: the time was over");
          continue;
        }
        try {
          return Optional.of(answer(stub(agent).withDeadlineAfter(left, TimeUnit.MILLISECONDS)));
        } catch (StatusRuntimeException e) {
          if (Refusals.isFinal(e)) {
            throw Refusals.failure(e);
          }
          failures.put(agent, Refusals.describe(e));
        } catch (UnknownHostException e) {
          failures.put(agent, CallFailure.describe(e));
        }
      }
      return Optional.empty();
    }

    private T answer(OperatorGrpc.OperatorBlockingStub stub) {
      try {
        return call.apply(stub);
      } catch (StatusRuntimeException e) {
        leaderless |= Refusals.isWithoutLeader(e);
        mayGoBetter |= !Refusals.isFinal(e);
        inDoubt |= !Refusals.isFinal(e) && !Refusals.isWithoutLeader(e);
        throw e;
      }
    }

    CliFailure nobody() {
      StringBuilder remedy = new StringBuilder();
      failures.forEach((agent, why) -> remedy.append(agent).append(": ").append(why).append('\n'));
      if (leaderless) {
        remedy.append(
            "The cluster needs a majority of its agents: saksi status shows who is there.\n");
        remedy.append("--timeout waits longer for a leader.");
        return new CliFailure(
            ExitCode.NO_ANSWER, "no agent leads the cluster now", remedy.toString());
      }
      remedy.append(
          "Is the agent running there (systemctl status saksi), and is this its address?\n");
      remedy.append("Name agents with --agents or SAKSI_AGENTS; --timeout waits longer.");
      return new CliFailure(ExitCode.NO_ANSWER, "no agent could take this", remedy.toString());
    }
  }

  /** Whether a call broke off that may have been carried out all the same. */
  boolean isInDoubt() {
    return inDoubt;
  }

  /** From now on the next agent is the first to be asked. Blocks for a moment. */
  void askAnother() {
    agents.addLast(agents.removeFirst());
    pause(BETWEEN_ROUNDS);
  }

  private static void pause(Duration length) {
    try {
      TimeUnit.NANOSECONDS.sleep(length.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliFailure(ExitCode.INTERNAL, "interrupted", "Try again.");
    }
  }

  private OperatorGrpc.OperatorBlockingStub stub(AgentAddress agent) throws UnknownHostException {
    var channel = channels.open(agent);
    if (agent.isLocal() || options.agents().transport() instanceof Transport.Tls) {
      return OperatorGrpc.newBlockingStub(channel);
    }
    Secret secret = secret();
    long hello = Math.min(HELLO.toMillis(), timeout.toMillis());
    String cluster =
        AdminGrpc.newBlockingStub(channel)
            .withDeadlineAfter(hello, TimeUnit.MILLISECONDS)
            .getStatus(GetStatusRequest.getDefaultInstance())
            .getCluster();
    if (cluster.isEmpty()) {
      throw Status.UNAVAILABLE.withDescription("it belongs to no cluster yet").asRuntimeException();
    }
    byte[] proof = secret.prove(cluster.getBytes(StandardCharsets.UTF_8));
    return OperatorGrpc.newBlockingStub(channel).withCallCredentials(new Proof(proof));
  }

  @Override
  public void close() {
    channels.close();
  }

  private static final class Proof extends CallCredentials {
    private final byte[] proof;

    Proof(byte[] proof) {
      this.proof = proof;
    }

    @Override
    public void applyRequestMetadata(RequestInfo info, Executor executor, MetadataApplier applier) {
      Metadata headers = new Metadata();
      headers.put(PROOF, proof);
      applier.apply(headers);
    }
  }
}
