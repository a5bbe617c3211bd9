package io.saksi.agent.cli.install;

import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.Confirmation;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.hands.NodeInstance;
import io.saksi.agent.postgres.Adoption;
import io.saksi.agent.postgres.PostgresException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes over a database that is there. */
@Command(
    name = "adopt",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a database that is there the first one of a new cluster, with its data where it is."
          + " Its settings and",
      "rules for clients are taken over; from then on only the agent starts it. Run it after saksi"
          + " init, as the",
      "user of PostgreSQL. The database is down from its shutdown until the agent has started it:"
          + " some seconds."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  saksi init --cluster shop --node a -- --data-dir=/var/lib/postgresql/17/main",
      "  runuser -u postgres -- saksi adopt --stop",
      "  runuser -u postgres -- saksi adopt --dry-run   (of one that is stopped: says what would"
          + " be done)"
    })
public final class AdoptCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config-dir",
      paramLabel = "DIR",
      defaultValue = "/etc/saksi",
      description = "Where saksi init wrote agent.conf. Default: ${DEFAULT-VALUE}.")
  private Path configDirectory;

  @Option(
      names = "--config-file",
      paramLabel = "FILE",
      description =
          "The database's postgresql.conf (default: the one that it was last started with).")
  private Path configFile;

  @Option(names = "--stop", description = "Shut the database down, if it runs (fast).")
  private boolean stop;

  @Option(names = "--dry-run", description = "Say what would be done; change nothing.")
  private boolean dryRun;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Override
  public Integer call() throws InterruptedException {
    Installed installed = new Installed(configDirectory.toAbsolutePath().normalize());
    AgentConfig config = installed.config();
    requireFounder(config);
    requireOwner(config);
    try {
      Adoption adoption = NodeInstance.adoption(config);
      requireNoRules(installed, rulesOption(adoption));
      Path settings = configFile == null ? adoption.configFile() : configFile.toAbsolutePath();
      if (!Files.isReadable(settings)) {
        throw new CliFailure(
            ExitCode.USAGE,
            settings + " cannot be read",
            "Name the database's own postgresql.conf with --config-file; nothing was stopped.");
      }
      boolean runs = adoption.isRunning();
      if (runs && dryRun) {
        say(config.dataDirectory() + " runs, with the settings of " + settings + ".");
        say("Its settings can be read when it is stopped: then run this again.");
        return ExitCode.OK;
      }
      if (runs) {
        stop(adoption, config, settings);
      }
      Adoption.Takeover takeover = adoption.look(settings);
      tell(config, takeover);
      return dryRun ? ExitCode.OK : adopt(installed, config, adoption, takeover, runs);
    } catch (PostgresException e) {
      throw new CliFailure(ExitCode.REFUSED, e.problem(), e.remedy());
    } catch (IOException e) {
      throw new CliFailure(
          ExitCode.REFUSED, "not finished: " + e, "See the message, then run it again.");
    }
  }

  private static void requireFounder(AgentConfig config) {
    if (!config.bootstrap() || config.bootstrapSql().isPresent()) {
      throw new CliFailure(
          ExitCode.USAGE,
          config.bootstrap()
              ? "--bootstrap-sql is for a database that is made anew"
              : "only the first node of a new cluster brings a database",
          config.bootstrap()
              ? "Take it out of agent.conf."
              : "The others join with an empty directory and are cloned: saksi join.");
    }
  }

  private static String rulesOption(Adoption adoption) {
    return "--client-hba-file=" + adoption.clientRulesFile();
  }

  /** The agent would not start with two answers to who may connect. */
  private static void requireNoRules(Installed installed, String ours) throws IOException {
    for (String line : Files.readAllLines(installed.options())) {
      if (line.strip().startsWith("--client-hba") && !line.strip().equals(ours)) {
        throw new CliFailure(
            ExitCode.USAGE,
            installed.options() + " says " + line.strip() + ", but the database brings its rules",
            "Take that line out; add what is missing to the database's own pg_hba.conf, or with"
                + " saksi config rules later.");
      }
    }
  }

  private static void requireOwner(AgentConfig config) {
    String user = System.getProperty("user.name", "");
    try {
      String owner = Files.getOwner(config.dataDirectory()).getName();
      if (!owner.equals(user)) {
        throw new CliFailure(
            ExitCode.REFUSED,
            config.dataDirectory() + " belongs to " + owner + ", and this runs as " + user,
            "Run it as its owner: runuser -u " + owner + " -- saksi adopt …");
      }
    } catch (IOException e) {
      throw new CliFailure(
          ExitCode.USAGE,
          config.dataDirectory() + " cannot be read: " + e.getMessage(),
          "Name the database's data directory with --data-dir in agent.conf.");
    }
  }

  private void stop(Adoption adoption, AgentConfig config, Path settings)
      throws PostgresException, InterruptedException {
    if (!stop) {
      throw new CliFailure(
          ExitCode.REFUSED,
          "PostgreSQL runs in " + config.dataDirectory(),
          "Stop it, or give --stop. It stays down until the agent has started it.");
    }
    confirm(config, "PostgreSQL in " + config.dataDirectory() + " will be shut down now.");
    say("Stopping it (settings: " + settings + ") ...");
    adoption.stop();
  }

  private void confirm(AgentConfig config, String what) {
    if (!yes) {
      say(what + " To go on, type the cluster's name, " + config.cluster() + ":");
      Confirmation.require(config.cluster(), "In scripts: --yes.");
    }
  }

  private void tell(AgentConfig config, Adoption.Takeover takeover) {
    say("Database " + config.dataDirectory() + ", settings " + takeover.configFile());
    long kept = takeover.userConfig().lines().filter(line -> !line.startsWith("#")).count();
    say("  " + kept + " settings are taken over, as user.conf beside it");
    say("  the agent sets itself: " + String.join(", ", takeover.ownedByAgent()));
    say("  " + takeover.clientRules().size() + " lines of pg_hba.conf are taken over");
    takeover.rulesLeftOut().forEach(line -> say("  not taken over: " + line));
    int port = config.postgres().orElseThrow().port();
    takeover
        .port()
        .filter(was -> !was.equals(Integer.toString(port)))
        .ifPresent(was -> say("  NOTE: it listened on port " + was + ", and will on " + port));
    if (!takeover.checksums()) {
      say("  NOTE: its pages have no checksums; pg_checksums --enable adds them while it is down");
    }
    say("  Local sockets are in " + config.runDirectory().resolve("pg") + " from now on.");
  }

  private int adopt(
      Installed installed,
      AgentConfig config,
      Adoption adoption,
      Adoption.Takeover takeover,
      boolean wasStopped)
      throws PostgresException, InterruptedException, IOException {
    if (!wasStopped) {
      confirm(config, "Only the agent will start it from now on.");
    }
    List<String> options = options(config, adoption, takeover);
    requireWritable(installed, options);
    Path kept = adoption.adopt(takeover);
    Files.write(installed.options(), options, StandardOpenOption.APPEND);
    say("Adopted. Its former files: " + kept + ". Added to " + installed.options() + ":");
    options.forEach(line -> say("  " + line));
    Debian.disable(takeover.configFile()).forEach(this::say);
    say("");
    say("Next, as root:");
    if (!config.dataDirectory().equals(config.home().resolve("data"))) {
      say("  echo SAKSI_DATA_DIR=" + config.dataDirectory() + " >> /etc/default/saksi");
    }
    say("  systemctl enable --now saksi");
    say("  saksi status");
    return ExitCode.OK;
  }

  private static List<String> options(
      AgentConfig config, Adoption adoption, Adoption.Takeover takeover) {
    List<String> options = new ArrayList<>();
    options.add(rulesOption(adoption));
    if (takeover.archives() && !config.archives()) {
      options.add("--archiving");
    }
    if (takeover.decodesLogically() && !config.logicalReplication()) {
      options.add("--logical-replication");
    }
    return options;
  }

  private static void requireWritable(Installed installed, List<String> options) {
    if (!Files.isWritable(installed.options())) {
      throw new CliFailure(
          ExitCode.REFUSED,
          installed.options() + " cannot be written by this user",
          "It has to be its own: chown it, or run this as its owner. To be added: "
              + String.join(" ", options));
    }
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(PlainText.of(line));
    out.flush();
  }
}
