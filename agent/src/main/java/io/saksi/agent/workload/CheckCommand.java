package io.saksi.agent.workload;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code saksi workload check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      " 0:every acknowledged row is there",
      " 1:an acknowledged row is lost",
      " 2:the comparison could not be made"
    },
    description = "Looks for every acknowledged row in the table, one by one.")
final class CheckCommand implements Callable<Integer> {
  private static final int LOST = 1;
  private static final int NOT_COMPARED = 2;

  @Spec private CommandSpec spec;

  @Mixin private DatabaseOptions database;

  @Option(
      names = "--acks",
      required = true,
      paramLabel = "FILE",
      description = "What \"saksi workload run --acks\" wrote.")
  private Path acks;

  @Option(names = "--json", description = "JSON instead of text.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    try {
      Verifier.Report report = Verifier.verify(database.database(), Acknowledgements.read(acks));
      print(report, spec.commandLine().getOut());
      return report.lostCount() == 0 ? 0 : LOST;
    } catch (NoSuchFileException e) {
      return notCompared("there is no file " + acks);
    } catch (IOException | SQLException e) {
      return notCompared(String.valueOf(e.getMessage()));
    }
  }

  private int notCompared(String why) {
    spec.commandLine().getErr().println("cannot compare: " + why);
    return NOT_COMPARED;
  }

  private void print(Verifier.Report report, PrintWriter out) {
    if (json) {
      out.println(toJson(report));
    } else {
      out.println("acknowledged " + report.acknowledged() + ", lost " + report.lostCount());
      report
          .lost()
          .forEach(row ->
              out.println(
                  "lost: writer " + row.writer() + ", n " + row.n() + " of run " + row.run()));
    }
    out.flush();
  }

  private static JsonObject toJson(Verifier.Report report) {
    JsonObject object = new JsonObject();
    object.addProperty("acknowledged", report.acknowledged());
    object.addProperty("present", report.present());
    object.addProperty("lost", report.lostCount());
    object.addProperty("extra", report.extra());
    JsonArray rows = new JsonArray();
    for (Verifier.RowId row : report.lost()) {
      JsonObject lost = new JsonObject();
      lost.addProperty("run", row.run());
      lost.addProperty("writer", row.writer());
      lost.addProperty("n", row.n());
      rows.add(lost);
    }
    object.add("firstLost", rows);
    return object;
  }
}
