package io.saksi.agent.cli.divergence;

import io.saksi.agent.cli.AgentsOptions;
import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.agent.divergence.DivergenceReport;
import io.saksi.agent.divergence.ReportFile;
import io.saksi.proto.v1.Divergence;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One report. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows one report: transactions, and rows by relation.")
final class ShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private AgentsOptions options;

  @Parameters(paramLabel = "ID", description = "From saksi divergence list.")
  private String id = "";

  @Option(names = "--json", description = "The report as it is kept (docs/divergence.md).")
  private boolean json;

  @Override
  public Integer call() {
    Divergence found = new DivergenceClient(options).get(id);
    if (found.getReportJson().isEmpty()) {
      throw new CliFailure(
          ExitCode.CLUSTER_PROBLEM,
          "no report of " + id + " could be written",
          "its WAL is in " + PlainText.of(found.getDirectory()) + ": pg_waldump reads it");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(found.getReportJson());
    } else {
      print(out, found);
    }
    out.flush();
    return ExitCode.OK;
  }

  private static void print(PrintWriter out, Divergence found) {
    try {
      DivergenceReport report = ReportFile.parse(found.getReportJson());
      new Printer(out).print(report, found);
    } catch (IOException e) {
      throw new CliFailure(
          ExitCode.CLUSTER_PROBLEM,
          "the report cannot be read: " + PlainText.of(e.getMessage()),
          "--json shows it as it is");
    }
  }

  private record Printer(PrintWriter out) {
    void print(DivergenceReport r, Divergence found) {
      line(
          r.id()
              + ": what node "
              + r.node()
              + " had beyond "
              + r.fork()
              + " of timeline "
              + r.timeline());
      line(
          "  commits        "
              + r.unacknowledged()
              + " unacknowledged, "
              + r.possiblyAcknowledged()
              + " possibly acknowledged");
      line("  because        " + r.reason());
      line("  besides        " + r.aborted() + " rolled back, " + r.unfinished() + " unfinished");
      line("  WAL            " + found.getDirectory());
      line("  data directory " + (found.getCopy().isEmpty() ? "not kept" : found.getCopy()));
      line("");
      line("rows of committed transactions, inserted / updated / deleted:");
      rows(r.relations(), "  ");
      line("");
      line("transactions:");
      for (DivergenceReport.Transaction t : r.transactions()) {
        line(
            "  "
                + t.xid()
                + "  "
                + (t.committed() == null ? "?" : t.committed())
                + "  "
                + t.lsn()
                + "  acknowledged: "
                + t.acknowledged());
        rows(t.rows(), "      ");
      }
      if (r.omitted() > 0) {
        line("  and " + r.omitted() + " more, which only the sums above tell");
      }
    }

    private void rows(List<DivergenceReport.Relation> relations, String indent) {
      for (DivergenceReport.Relation row : relations) {
        line(
            indent
                + row.inserted()
                + " / "
                + row.updated()
                + " / "
                + row.deleted()
                + "  "
                + row.name()
                + "  (acknowledged: "
                + row.acknowledged()
                + ")");
      }
    }

    private void line(String text) {
      out.println(PlainText.of(text));
    }
  }
}
