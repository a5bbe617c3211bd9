package io.saksi.agent.cli.disaster;

import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.config.AgentOptions;
import io.saksi.agent.disaster.DisasterException;
import io.saksi.agent.disaster.Rejoin;
import io.saksi.agent.peer.Channels;
import io.saksi.core.model.Endpoint;
import io.saksi.raft.RaftStartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code saksi disaster rejoin}. */
@Command(
    name = "rejoin",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Brings a node back whose Raft group was given up.",
      "That is one that was declared lost and returned, or another survivor. Its Raft log is put"
          + " aside, its data stays as it is; its next start joins the cluster that goes on. Run it"
          + " on the node, with its agent stopped, as its user, with its own options."
    },
    footerHeading = "%n",
    footer = {
      "Example:",
      "  saksi disaster rejoin @/etc/saksi/agent.conf",
      "  systemctl start saksi",
      "  saksi node resume a       (one that was declared lost is let in on this word only)",
      "",
      "Exit status: 0 done; 2 wrong usage; 4 refused."
    })
public final class RejoinCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--to",
      split = ",",
      paramLabel = "HOST:PORT",
      description =
          "Agents of the cluster that goes on (default: who told this node that its group was given"
              + " up).")
  private List<String> to = new ArrayList<>();

  @Mixin private AgentOptions agent;

  @Override
  public Integer call() throws InterruptedException {
    return StoppedAgent.run(agent, this::run);
  }

  private int run(AgentConfig config, Channels channels)
      throws RaftStartException, DisasterException, IOException {
    Rejoin.Done done = new Rejoin(config, channels).run(agents());
    PrintWriter out = spec.commandLine().getOut();
    out.println(config.node() + " is to join generation " + done.generation());
    done.kept().ifPresent(kept -> out.println("its former Raft log is kept in " + kept));
    out.println(
        "now start its agent; then, if it was declared lost: saksi node resume " + config.node());
    out.flush();
    return ExitCode.OK;
  }

  private List<Endpoint> agents() {
    try {
      return to.stream().map(Endpoint::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new CliFailure(ExitCode.USAGE, PlainText.of(e.getMessage()), "Write HOST:PORT.");
    }
  }
}
