package io.saksi.agent.cli.divergence;

import io.saksi.agent.cli.AgentsOptions;
import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.agent.postgres.Exhibit;
import io.saksi.agent.postgres.PostgresException;
import io.saksi.proto.v1.Divergence;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Starts a copy of what a node had, for people to look at. Runs on that node, by the one who owns
 * the data: an agent does not write where a caller from the network says.
 */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Copies the data directory that was kept and starts PostgreSQL on the copy, isolated:",
      "a Unix socket that only you can use, no network, no archiving, no replication.",
      "Run it on the node that has it, as the user who owns the data."
    })
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private AgentsOptions options;

  @Parameters(paramLabel = "ID", description = "From saksi divergence list.")
  private String id = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "A directory that does not exist yet; it needs as much space as the data.")
  private Path to = Path.of("");

  @Option(names = "--pg-bin", paramLabel = "DIR", description = "PostgreSQL's programs.")
  private Path binaries;

  @Override
  public Integer call() throws InterruptedException {
    Divergence found = new DivergenceClient(options).get(id);
    if (found.getCopy().isEmpty()) {
      throw new CliFailure(
          ExitCode.CLUSTER_PROBLEM,
          "no copy of the data directory of " + id + " is kept",
          "its WAL is in " + PlainText.of(found.getDirectory()) + " on that node");
    }
    try {
      Path target = to.toAbsolutePath().normalize();
      Exhibit.Started started =
          Exhibit.open(Path.of(found.getCopy()), target, Optional.ofNullable(binaries));
      explain(started);
      return ExitCode.OK;
    } catch (PostgresException e) {
      throw new CliFailure(ExitCode.CLUSTER_PROBLEM, PlainText.of(e.getMessage()), "");
    }
  }

  private void explain(Exhibit.Started started) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("PostgreSQL runs on a copy of what " + id + " kept, for you alone.");
    out.println("  look:   psql -h " + started.socket() + " -U saksi postgres");
    out.println("  whole:  pg_dump -h " + started.socket() + " -U saksi DATABASE");
    out.println("  stop:   " + started.stop());
    out.println("  remove: rm -r " + started.directory());
    out.println("What you change there is changed nowhere else.");
    out.flush();
  }
}
