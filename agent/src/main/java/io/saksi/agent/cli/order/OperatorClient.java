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

  private final AdminChannels channels = new AdminChannels();
  private final Deque<AgentAddress> agents;
  private final Duration timeout;
  private final Secret secret;

  OperatorClient(OperatorOptions options) {
    agents = new ArrayDeque<>(options.agents().agents());
    timeout = options.agents().timeout();
    try {
      secret = Secret.read(options.secretFile());
    } catch (IOException e) {
      channels.close();
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
   * @param bound for the call itself, once an agent is found
   * @throws CliFailure if it is refused, or nobody answers
   */
  <T> T ask(Duration bound, Function<OperatorGrpc.OperatorBlockingStub, T> call) {
    Map<AgentAddress, String> failures = new LinkedHashMap<>();
    for (AgentAddress agent : agents) {
      try {
        return call.apply(stub(agent).withDeadlineAfter(bound.toMillis(), TimeUnit.MILLISECONDS));
      } catch (StatusRuntimeException e) {
        if (Refusals.isFinal(e)) {
          throw Refusals.failure(e);
        }
        failures.put(agent, Refusals.describe(e));
      } catch (UnknownHostException e) {
        failures.put(agent, CallFailure.describe(e));
      }
    }
    throw nobody(failures);
  }

  private OperatorGrpc.OperatorBlockingStub stub(AgentAddress agent) throws UnknownHostException {
    var channel = channels.open(agent);
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

  private static CliFailure nobody(Map<AgentAddress, String> failures) {
    StringBuilder remedy = new StringBuilder();
    failures.forEach((agent, why) -> remedy.append(agent).append(": ").append(why).append('\n'));
    remedy.append("Name agents with --agents or SAKSI_AGENTS; --timeout waits longer.");
    return new CliFailure(ExitCode.NO_ANSWER, "no agent could take this", remedy.toString());
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
