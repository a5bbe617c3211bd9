package io.saksi.agent.cli.divergence;

import io.grpc.StatusRuntimeException;
import io.saksi.agent.cli.AgentAddress;
import io.saksi.agent.cli.AgentsOptions;
import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.rpc.AdminChannels;
import io.saksi.agent.cli.rpc.CallFailure;
import io.saksi.proto.v1.AdminGrpc;
import io.saksi.proto.v1.Divergence;
import io.saksi.proto.v1.GetDivergenceRequest;
import io.saksi.proto.v1.ListDivergencesReply;
import io.saksi.proto.v1.ListDivergencesRequest;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks every agent given: each knows only what its own node keeps. */
public final class DivergenceClient {
  private final AgentsOptions options;
  private final Map<AgentAddress, String> failures = new LinkedHashMap<>();

  public DivergenceClient(AgentsOptions options) {
    this.options = options;
  }

  private interface Call<T> {
    T of(AdminGrpc.AdminBlockingStub stub);
  }

  /**
   * One answer for each agent that answered; {@link #failures} names the others. Blocks.
   *
   * @throws CliFailure if none did
   */
  public List<ListDivergencesReply> list() {
    List<ListDivergencesReply> answers =
        askAll(stub -> stub.listDivergences(ListDivergencesRequest.getDefaultInstance()));
    requireAnAnswer(answers.isEmpty());
    return answers;
  }

  /**
   * @throws CliFailure if no agent that answered has it
   */
  Divergence get(String id) {
    List<Optional<Divergence>> answers =
        askAll(stub -> {
          try {
            return Optional.of(
                stub.getDivergence(GetDivergenceRequest.newBuilder().setId(id).build()));
          } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == io.grpc.Status.Code.NOT_FOUND) {
              return Optional.empty();
            }
            throw e;
          }
        });
    requireAnAnswer(answers.isEmpty());
    return answers.stream()
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(() ->
            new CliFailure(
                ExitCode.CLUSTER_PROBLEM,
                "no divergence " + id + " is kept on the nodes that were asked",
                "saksi divergence list shows what there is; --agents names the nodes to ask"));
  }

  Map<AgentAddress, String> failures() {
    return failures;
  }

  private <T> List<T> askAll(Call<T> call) {
    List<T> answers = new ArrayList<>();
    try (AdminChannels channels = new AdminChannels(options::transport)) {
      for (AgentAddress agent : options.agents()) {
        try {
          answers.add(
              call.of(
                  AdminGrpc.newBlockingStub(channels.open(agent))
                      .withDeadlineAfter(options.timeout().toNanos(), TimeUnit.NANOSECONDS)));
        } catch (StatusRuntimeException | UnknownHostException e) {
          failures.put(agent, CallFailure.describe(e));
        }
      }
    }
    return answers;
  }

  private void requireAnAnswer(boolean none) {
    if (none) {
      StringBuilder why = new StringBuilder();
      failures.forEach(
          (agent, failure) -> why.append(agent).append(": ").append(failure).append('\n'));
      throw new CliFailure(
          ExitCode.NO_ANSWER,
          "no agent answered",
          why + "Name the agents of the nodes to ask with --agents or SAKSI_AGENTS.");
    }
  }
}
