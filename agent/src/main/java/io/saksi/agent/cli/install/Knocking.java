package io.saksi.agent.cli.install;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.saksi.agent.cli.AgentAddress;
import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.agent.cli.rpc.AdminChannels;
import io.saksi.agent.cli.rpc.CallFailure;
import io.saksi.agent.join.Token;
import io.saksi.agent.tls.Transport;
import io.saksi.core.model.Endpoint;
import io.saksi.proto.v1.EnrolReply;
import io.saksi.proto.v1.EnrolRequest;
import io.saksi.proto.v1.EnrolmentGrpc;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Shows a token to the agents that it names, one after another, until one takes it. There may be no
 * leader at the moment, a second later there is: it goes round for a while.
 */
final class Knocking {
  private static final int ANSWER_WITHIN_SECONDS = 15;
  private static final long GOES_ROUND_NANOS = TimeUnit.SECONDS.toNanos(15);

  private final Token token;
  private final PrintWriter err;
  private boolean somebodyThere;

  Knocking(Token token, PrintWriter err) {
    this.token = token;
    this.err = err;
  }

  /**
   * Blocks, for some 15 s where agents are there and none takes it, and for 15 s for each that says
   * nothing.
   *
   * @throws CliFailure if it is refused, or nobody takes it
   */
  EnrolReply enrol(EnrolRequest request) throws IOException, InterruptedException {
    List<String> failures = new ArrayList<>();
    long begun = System.nanoTime();
    try (AdminChannels channels = new AdminChannels(() -> Transport.joining(token.authority()))) {
      do {
        Optional<EnrolReply> reply = round(channels, request, failures);
        if (reply.isPresent()) {
          return reply.get();
        }
        tell(failures);
      } while (somebodyThere && System.nanoTime() - begun < GOES_ROUND_NANOS);
    }
    throw new CliFailure(
        ExitCode.NO_ANSWER,
        "no agent of cluster " + PlainText.of(token.cluster()) + " took the token",
        String.join("\n", failures)
            + "\nThey must be reached from here at these addresses, and a majority must run.");
  }

  private void tell(List<String> failures) throws InterruptedException {
    if (somebodyThere) {
      err.println("nobody takes the token yet: " + failures.getFirst());
      err.flush();
      TimeUnit.SECONDS.sleep(1);
    }
  }

  private Optional<EnrolReply> round(
      AdminChannels channels, EnrolRequest request, List<String> failures) throws IOException {
    failures.clear();
    somebodyThere = false;
    for (Endpoint agent : token.agents()) {
      try {
        Channel channel = channels.open(new AgentAddress(agent.host(), agent.port()));
        return Optional.of(
            EnrolmentGrpc.newBlockingStub(channel)
                .withDeadlineAfter(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS)
                .enrol(request));
      } catch (StatusRuntimeException e) {
        refused(e);
        // What an agent answered itself came without a cause.
        somebodyThere |=
            e.getStatus().getCode() == Status.Code.UNAVAILABLE && e.getStatus().getCause() == null;
        failures.add(agent + ": " + CallFailure.describe(e));
      } catch (UnknownHostException e) {
        failures.add(agent + ": " + CallFailure.describe(e));
      }
    }
    return Optional.empty();
  }

  private static void refused(StatusRuntimeException e) {
    if (e.getStatus().getCode() == Status.Code.PERMISSION_DENIED) {
      throw new CliFailure(
          ExitCode.REFUSED,
          "this host is not let in: " + PlainText.of(e.getStatus().getDescription()),
          "A new token: saksi token create, on a node of the cluster.");
    }
  }
}
