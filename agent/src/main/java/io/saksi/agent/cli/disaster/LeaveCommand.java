package io.saksi.agent.cli.disaster;

import io.saksi.agent.cli.Confirmation;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.config.AgentOptions;
import io.saksi.agent.disaster.DisasterException;
import io.saksi.agent.disaster.Leave;
import io.saksi.agent.peer.Channels;
import io.saksi.core.model.Configuration;
import io.saksi.core.model.NodeId;
import io.saksi.raft.RaftStartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code saksi leave}. */
@Command(
    name = "leave",
    mixinStandardHelpOptions = true,
    description = {
      "Ends the cluster and gives its database back: it starts without Saksi again, as it did"
          + " before saksi adopt,",
      "or with files of its own. Run it on the node that led last, with saksi stopped on all"
          + " nodes, as PostgreSQL's",
      "user. One node of a cluster that goes on is taken out with saksi node remove."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  systemctl disable --now saksi       (on every node; on the primary last)",
      "  runuser -u postgres -- saksi leave @/etc/saksi/agent.conf"
    })
public final class LeaveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--dry-run", description = "Say whether it can be done; change nothing.")
  private boolean dryRun;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  @Mixin private AgentOptions agent;

  @Override
  public Integer call() throws InterruptedException {
    return StoppedAgent.run(agent, this::run);
  }

  private int run(AgentConfig config, Channels channels)
      throws RaftStartException, DisasterException, IOException, InterruptedException {
    Leave leave = new Leave(config, channels);
    Leave.Found found = leave.check();
    List<NodeId> others = found.others();
    say("The database in " + config.dataDirectory() + " can be given back.");
    if (!others.isEmpty()) {
      say("CANNOT BE KNOWN HERE: whether one of " + others + " led after this node had stopped.");
      say("  Then what clients were told of there is not in this database: leave on that node.");
    }
    if (dryRun) {
      return ExitCode.OK;
    }
    if (!yes) {
      say("Cluster " + config.cluster() + " ends with that. To go on, type its name:");
      Confirmation.require(config.cluster(), "In scripts: --yes.");
    }
    Path settings = leave.leave(found.configuration());
    say("Given back. It starts with the settings of " + settings + ", for example:");
    say("  pg_ctl start -D " + config.dataDirectory() + " -o '-c config_file=" + settings + "'");
    tellOfConfiguration(config, found.configuration());
    say(
        "Left behind, and of no use any more: "
            + config.home()
            + " (without the data, and user.conf and cluster.conf where its settings include them),"
            + " /etc/saksi");
    return ExitCode.OK;
  }

  private void tellOfConfiguration(AgentConfig config, Configuration.Content configuration) {
    if (!configuration.equals(Configuration.Content.EMPTY)) {
      say(
          "What saksi config had set is in cluster.conf and cluster_hba.conf in "
              + config.home()
              + ": former files that were put back are without it.");
    }
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(PlainText.of(line));
    out.flush();
  }
}
