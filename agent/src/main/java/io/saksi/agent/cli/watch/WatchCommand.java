package io.saksi.agent.cli.watch;

import io.saksi.agent.cli.AgentAddress;
import io.saksi.agent.cli.AgentsOptions;
import io.saksi.agent.cli.PlainText;
import io.saksi.agent.cli.rpc.StatusStream;
import java.io.PrintWriter;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code saksi watch}: tells what happens until it is interrupted. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = {
      "Tells what happens in the cluster as it happens, a line each: who leads, who is gone, what"
          + " commits wait for.",
      "Follows all agents that it is given, so that the loss of one does not silence it."
    })
public final class WatchCommand implements Callable<Integer> {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

  @Spec private CommandSpec spec;
  @Mixin private AgentsOptions options;

  @Override
  public Integer call() throws InterruptedException {
    Chronicle chronicle = new Chronicle(this::print);
    for (AgentAddress agent : options.agents()) {
      StatusStream stream =
          new StatusStream(
              options::transport,
              agent,
              status -> chronicle.heard(agent, status),
              () -> chronicle.ended(agent));
      Thread.ofVirtual().name("watch " + agent).start(stream::run);
    }
    new CountDownLatch(1).await();
    return 0;
  }

  private void print(List<String> lines) {
    PrintWriter out = spec.commandLine().getOut();
    String now = TIME.format(LocalTime.now(ZoneId.systemDefault()));
    lines.forEach(line -> out.println(now + "  " + PlainText.of(line)));
    out.flush();
  }
}
