package io.saksi.agent.cli.order;

import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.postgres.ConfigurationRules;
import io.saksi.agent.postgres.HbaRules;
import io.saksi.core.model.Configuration;
import io.saksi.core.model.Configuration.Content;
import io.saksi.proto.v1.ChangeConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code saksi config rules}, {@code import} and {@code edit}. */
final class ConfigFileCommands {
  private static final long LARGEST_FILE = 1 << 20;

  private ConfigFileCommands() {}

  private static List<String> read(Path file) {
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw new CliFailure(
            ExitCode.USAGE, file + " is larger than 1 MB", "Give a file of settings.");
      }
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new CliFailure(
          ExitCode.USAGE, file + " cannot be read: " + e.getMessage(), "See that it is text.");
    }
  }

  /** From one content to another, made from that version. */
  private static ChangeConfiguration.Builder change(Configuration from, Content to) {
    ChangeConfiguration.Builder change =
        ChangeConfiguration.newBuilder().setReplaces(from.number()).putAllSet(to.parameters());
    TreeSet<String> gone = new TreeSet<>(from.content().parameters().keySet());
    gone.removeAll(to.parameters().keySet());
    change.addAllReset(gone).getRulesBuilder().addAllLines(to.rules());
    return change;
  }

  /** Rules for clients. */
  @Command(
      name = "rules",
      mixinStandardHelpOptions = true,
      description = {
        "Takes the rules for clients from a file as pg_hba.conf has them: all of them, in the place"
            + " of those before."
      },
      footerHeading = "%n",
      footer = {"Example:", "  saksi config rules /root/pg_hba.conf --reason 'two new offices'"})
  static final class Rules extends ConfigCommand.Change {
    @Parameters(paramLabel = "FILE", description = "As pg_hba.conf; an empty one: no rules.")
    private Path file;

    @Override
    public Integer call() {
      List<String> rules;
      try {
        rules = HbaRules.read(file);
      } catch (IllegalArgumentException e) {
        throw new CliFailure(ExitCode.USAGE, e.getMessage(), "Correct the file.");
      }
      try (OperatorClient client = new OperatorClient(options())) {
        Configuration now = ConfigClient.ask(client);
        Content wanted = new Content(now.content().parameters(), rules);
        ConfigText.difference(now.content(), wanted).forEach(this::tell);
        return change(client, ConfigFileCommands.change(now, wanted));
      }
    }
  }

  /** An existing configuration. */
  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description = {
        "Takes over the parameters of an existing postgresql.conf, and says which it leaves out and"
            + " why. What is set already stays unless the file says otherwise."
      },
      footerHeading = "%n",
      footer = {
        "Example:",
        "  saksi config import /etc/postgresql/17/main/postgresql.conf --dry-run"
      })
  static final class Import extends ConfigCommand.Change {
    @Parameters(paramLabel = "FILE", description = "As postgresql.conf.")
    private Path file;

    @Override
    public Integer call() {
      Content found = ConfigText.parse(read(file));
      ChangeConfiguration.Builder change = ChangeConfiguration.newBuilder();
      found
          .parameters()
          .forEach((name, value) ->
              ConfigurationRules.mistake(name, value)
                  .ifPresentOrElse(
                      why -> tell("left out: " + why), () -> change.putSet(name, value)));
      if (change.getSetCount() == 0) {
        throw new CliFailure(
            ExitCode.USAGE, "nothing in " + file + " can be taken over", "See the lines above.");
      }
      try (OperatorClient client = new OperatorClient(options())) {
        return change(client, change);
      }
    }
  }

  /** In an editor. */
  @Command(
      name = "edit",
      mixinStandardHelpOptions = true,
      description = {
        "Opens the configuration in an editor (VISUAL, EDITOR, or vi), and orders what was changed."
      },
      footerHeading = "%n",
      footer = {"Example:", "  EDITOR=nano saksi config edit --reason 'the new shop'"})
  static final class Edit extends ConfigCommand.Change {
    @Override
    public Integer call() throws InterruptedException {
      try (OperatorClient client = new OperatorClient(options())) {
        Configuration now = ConfigClient.ask(client);
        Content wanted = ConfigText.parse(edited(now.content()));
        List<String> difference = ConfigText.difference(now.content(), wanted);
        if (difference.isEmpty()) {
          tell("nothing was changed");
          return ExitCode.OK;
        }
        difference.forEach(this::tell);
        return change(client, ConfigFileCommands.change(now, wanted));
      }
    }

    private static List<String> edited(Content content) throws InterruptedException {
      try {
        Path file = Files.createTempFile("saksi-config", ".conf");
        try {
          List<String> text = new ArrayList<>();
          text.add("# PostgreSQL's parameters, name = 'value'. After a line [pg_hba]: rules.");
          text.addAll(ConfigText.of(content));
          Files.write(file, text);
          run(editor(), file);
          return read(file);
        } finally {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        throw new CliFailure(
            ExitCode.USAGE,
            "the editor cannot be run: " + e.getMessage(),
            "Set EDITOR, or use saksi config set.");
      }
    }

    private static String editor() {
      String visual = System.getenv().getOrDefault("VISUAL", "");
      return visual.isEmpty() ? System.getenv().getOrDefault("EDITOR", "vi") : visual;
    }

    /** By a shell, as git does: the variable may hold options. */
    private static void run(String editor, Path file) throws IOException, InterruptedException {
      int status =
          new ProcessBuilder("/bin/sh", "-c", editor + " \"$0\"", file.toString())
              .inheritIO()
              .start()
              .waitFor();
      if (status != 0) {
        throw new CliFailure(
            ExitCode.NOT_CONFIRMED,
            "the editor ended with status " + status,
            "Nothing was ordered.");
      }
    }
  }
}
