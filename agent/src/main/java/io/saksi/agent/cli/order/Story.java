package io.saksi.agent.cli.order;

import io.saksi.agent.cli.PlainText;
import io.saksi.agent.cli.status.Units;
import io.saksi.proto.v1.Operation;
import java.io.PrintWriter;
import java.time.Duration;
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
  private long saidAt;
  private boolean given;
  private Operation last = Operation.getDefaultInstance();

  /**
   * @param quiet collects only, for JSON
   */
  Story(PrintWriter out, boolean quiet) {
    this.out = out;
    this.quiet = quiet;
  }

  synchronized void on(Operation operation) {
    given |= operation.getStateVersion() > 0;
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

  /** Says that it goes on, where nothing was said for so long. */
  synchronized void remind(Duration silence) {
    if (!told.isEmpty() && !hasEnded() && millis() - saidAt >= silence.toMillis()) {
      say("  " + Units.age(millis()) + "  " + last.getPhase() + " goes on");
    }
  }

  /** Whether the order is in the log: then it goes on, whatever becomes of this command. */
  synchronized boolean isGiven() {
    return given;
  }

  synchronized boolean hasEnded() {
    return last.getState() == Operation.State.STATE_DONE
        || last.getState() == Operation.State.STATE_FAILED;
  }

  synchronized void end() {
    String what = PlainText.of(last.getWhat());
    String outcome = PlainText.of(last.getOutcome());
    if (last.getState() == Operation.State.STATE_DONE) {
      say(what + (outcome.equals("done") ? ": done" : ": done, " + outcome) + lsn());
      outage();
    } else if (last.getState() == Operation.State.STATE_FAILED) {
      say(what + ": " + outcome);
    } else {
      say(what + ": still under way (" + PlainText.of(last.getPhase()) + ")");
      say("  saksi audit shows how it ends; its key is " + PlainText.of(last.getKey()));
    }
  }

  private void outage() {
    if (last.hasOutageMs()) {
      say(
          "  without service for "
              + Units.age(last.getOutageMs())
              + (last.hasPredictedMs() ? ", predicted: " + Units.age(last.getPredictedMs()) : ""));
    }
  }

  private String lsn() {
    return last.hasFailoverLsn() ? "; failover LSN " + Units.lsn(last.getFailoverLsn()) : "";
  }

  synchronized Operation last() {
    return last;
  }

  synchronized List<Phase> phases() {
    return List.copyOf(phases);
  }

  private long millis() {
    return (System.nanoTime() - begun) / 1_000_000;
  }

  private void say(String line) {
    saidAt = millis();
    if (!quiet) {
      out.println(line);
      out.flush();
    }
  }
}
