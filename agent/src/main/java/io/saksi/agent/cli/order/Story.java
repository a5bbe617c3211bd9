package io.saksi.agent.cli.order;

import io.saksi.agent.cli.PlainText;
import io.saksi.agent.cli.status.Units;
import io.saksi.proto.v1.Operation;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Tells an operation as it goes on, a line for each phase, with the time since it began. */
final class Story {
  /** A phase, and when it began. */
  record Phase(String name, long sinceMillis) {}

  private final PrintWriter out;
  private final boolean quiet;
  private final long begun = System.nanoTime();
  private final List<Phase> phases = new ArrayList<>();
  private String told = "";
  private Operation last = Operation.getDefaultInstance();

  /**
   * @param quiet collects only, for JSON
   */
  Story(PrintWriter out, boolean quiet) {
    this.out = out;
    this.quiet = quiet;
  }

  void on(Operation operation) {
    if (operation.hasFailoverLsn() || !last.hasFailoverLsn()) {
      last = operation;
    } else {
      last = operation.toBuilder().setFailoverLsn(last.getFailoverLsn()).build();
    }
    if (!operation.getPhase().equals(phases.isEmpty() ? "" : phases.getLast().name())) {
      phases.add(new Phase(operation.getPhase(), millis()));
    }
    String line = operation.getPhase() + ": " + operation.getPhaseDetail();
    if (!line.equals(told) && !hasEnded()) {
      told = line;
      say("  " + Units.age(millis()) + "  " + PlainText.of(line));
    }
  }

  boolean hasEnded() {
    return last.getState() == Operation.State.STATE_DONE
        || last.getState() == Operation.State.STATE_FAILED;
  }

  void end() {
    String what = PlainText.of(last.getWhat());
    String outcome = PlainText.of(last.getOutcome());
    if (last.getState() == Operation.State.STATE_DONE) {
      say(what + (outcome.equals("done") ? ": done" : ": done, " + outcome) + lsn());
    } else if (last.getState() == Operation.State.STATE_FAILED) {
      say(what + ": " + outcome);
    } else {
      say(what + ": still under way (" + PlainText.of(last.getPhase()) + ")");
      say("  saksi audit shows how it ends; its key is " + PlainText.of(last.getKey()));
    }
  }

  private String lsn() {
    return last.hasFailoverLsn() ? "; failover LSN " + Units.lsn(last.getFailoverLsn()) : "";
  }

  Operation last() {
    return last;
  }

  List<Phase> phases() {
    return phases;
  }

  private long millis() {
    return (System.nanoTime() - begun) / 1_000_000;
  }

  private void say(String line) {
    if (!quiet) {
      out.println(line);
      out.flush();
    }
  }
}
