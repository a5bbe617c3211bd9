package io.saksi.agent.cli.disaster;

import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.Confirmation;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.agent.cli.order.Caller;
import io.saksi.agent.cli.order.LongTime;
import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.config.AgentOptions;
import io.saksi.agent.disaster.DisasterException;
import io.saksi.agent.disaster.Plan;
import io.saksi.agent.disaster.Recover;
import io.saksi.agent.peer.Channels;
import io.saksi.core.audit.Request;
import io.saksi.core.model.NodeId;
import io.saksi.raft.RaftStartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code saksi disaster recover}. */
@Command(
    name = "recover",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Rebuilds the quorum from this survivor: a new generation of the cluster, with this node's"
          + " state and data.",
      "Commits that only the lost nodes had are lost; how many, nobody knows. Run it on the"
          + " survivor with the most, its agent stopped and the agents of the other survivors"
          + " running, as the agent's user, with the agent's own options."
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  systemctl stop saksi",
      "  saksi disaster recover --lost a --lost b --dry-run @/etc/saksi/agent.conf",
      "  saksi disaster recover --lost a --lost b --reason 'fire in room 2' @/etc/saksi/agent.conf",
      "  systemctl start saksi",
      "",
      "Interrupted anywhere, it goes on when it is run again; the agent does not start before.",
      "",
      "Exit status: 0 done; 1 --dry-run: something stands against it; 2 wrong usage; 4 refused;",
      "5 not confirmed."
    })
public final class RecoverCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--lost",
      paramLabel = "NODE",
      description =
          "A node that is off for good; name each. You vouch for it: one that is alive, and only"
              + " out of reach, would go on serving clients beside this one.")
  private List<String> lost = new ArrayList<>();

  @Option(names = "--dry-run", description = "Says what it would do, and changes nothing.")
  private boolean dryRun;

  @Option(
      names = "--accept-unknown-loss",
      description =
          "For scripts, instead of typing it: the nodes named are off for good, and what only they"
              + " had is lost.")
  private boolean accepted;

  @Option(
      names = "--accept-older-log",
      description =
          "Recover here though another survivor's Raft log is newer: decisions that only it knows"
              + " are given up.")
  private boolean olderLogAccepted;

  @Option(
      names = "--longest-lease",
      paramLabel = "TIME",
      converter = LongTime.class,
      description =
          "The longest lease-ttl that was ever set, if you know it; it is waited out twice"
              + " (default: 10s, or what this node knows, whichever is longer).")
  private Duration longestLease;

  @Option(
      names = "--abandon",
      description = "Gives up a recovery that was begun here and has not taken effect.")
  private boolean abandon;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Why; it stands in the audit trail and the incident.")
  private String reason = "";

  @Option(names = "--json", description = "For programs: JSON with stable names.")
  private boolean json;

  @Mixin private AgentOptions agent;

  @Override
  public Integer call() throws InterruptedException {
    return StoppedAgent.run(agent, this::run);
  }

  private int run(AgentConfig config, Channels channels)
      throws RaftStartException, DisasterException, IOException, InterruptedException {
    Recover recover = new Recover(config, channels);
    if (abandon) {
      out().println(recover.abandon() ? "given up; start the agent" : "nothing was begun here");
      out().flush();
      return ExitCode.OK;
    }
    if (!dryRun) {
      Optional<Path> kept = recover.goOn();
      if (kept.isPresent()) {
        out().println("an interrupted recovery was finished; the former Raft log is " + kept.get());
        next();
        return ExitCode.OK;
      }
    }
    return told(recover.run(order(), dialogue()));
  }

  private Recover.Order order() {
    if (lost.isEmpty()) {
      throw new CliFailure(
          ExitCode.USAGE,
          "nobody is declared lost",
          "Name each node that is off for good: --lost a --lost b");
    }
    return new Recover.Order(
        names(),
        olderLogAccepted,
        Optional.ofNullable(longestLease),
        dryRun,
        new Request(
            UUID.randomUUID().toString(),
            Caller.name(System.getenv()),
            "disaster recover, on the node itself",
            reason,
            Instant.now()));
  }

  private Set<NodeId> names() {
    try {
      return lost.stream().map(NodeId::new).collect(Collectors.toSet());
    } catch (IllegalArgumentException e) {
      throw new CliFailure(
          ExitCode.USAGE, PlainText.of(e.getMessage()), "Name nodes as saksi status does.");
    }
  }

  private int told(Recover.Outcome outcome) {
    boolean refused = !outcome.plan().objections().isEmpty();
    if (json) {
      out().print(PlanText.json(outcome));
    } else if (outcome.kept().isPresent()) {
      out().println("recovered: generation " + outcome.plan().generation());
      out().println("the former Raft log is kept in " + outcome.kept().get());
      next();
    } else {
      out().print(PlanText.of(outcome.plan()));
    }
    out().flush();
    if (refused) {
      return dryRun ? ExitCode.CLUSTER_PROBLEM : ExitCode.REFUSED;
    }
    return ExitCode.OK;
  }

  private void next() {
    out().println("now start the agent here; it is elected once the longest lease has run out.");
    out().println("other survivors, and whoever returns: saksi disaster rejoin");
    out().flush();
  }

  private Recover.Dialogue dialogue() {
    return new Recover.Dialogue() {
      @Override
      public void confirm(Plan plan) {
        if (!accepted) {
          ask(plan);
        }
      }

      @Override
      public void progress(String what) {
        err().println(what);
        err().flush();
      }
    };
  }

  private void ask(Plan plan) {
    String phrase = plan.lostInWords() + " are off for good";
    err().print(PlanText.of(plan));
    err().print("Type \"" + phrase + "\" to go on: ");
    err().flush();
    Confirmation.require(phrase, "Scripts confirm with --accept-unknown-loss.");
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
