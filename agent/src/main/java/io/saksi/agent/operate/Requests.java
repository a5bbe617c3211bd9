package io.saksi.agent.operate;

import io.saksi.core.audit.AuditEntry;
import io.saksi.core.audit.AuditTrail;
import io.saksi.core.command.Command;
import io.saksi.proto.v1.CancelRequest;
import io.saksi.proto.v1.Operation;
import io.saksi.proto.v1.OrderRequest;
import io.saksi.wire.LogEntry;
import java.util.OptionalLong;

/** What is asked of every request before anything else. */
final class Requests {
  private static final int LONGEST_KEY = 64;
  private static final int LONGEST_WORDS = 500;

  private Requests() {}

  static void check(OrderRequest request) throws Refusal {
    if (!request.getKey().matches("[A-Za-z0-9._-]{1," + LONGEST_KEY + "}")) {
      throw new Refusal(
          Refusal.Code.INVALID_ORDER,
          "an order needs a key of 1 to " + LONGEST_KEY + " letters, digits, dots and dashes",
          "make a new one for each order, for example a UUID, and repeat it with each attempt");
    }
    if (request.getCaller().getWho().isBlank()
        || request.getCaller().getWho().length() > LONGEST_WORDS
        || request.getCaller().getWhy().length() > LONGEST_WORDS) {
      throw new Refusal(
          Refusal.Code.INVALID_ORDER,
          "an order says who gives it, and may say why, in up to " + LONGEST_WORDS + " characters",
          "fill in caller.who");
    }
  }

  /** Before there is anything in the log. */
  static Operation preparing(OrderRequest request) {
    return Operation.newBuilder()
        .setKey(request.getKey())
        .setState(Operation.State.STATE_PREPARING)
        .setPhase("preparing")
        .setPhaseDetail(
            request.getOrder().hasSwitchover()
                ? "checks what stands against it, and writes out what is dirty while still serving"
                : "checks the order")
        .build();
  }

  static LogEntry cancel(CancelRequest request, AuditTrail trail, String author) throws Refusal {
    AuditEntry entry =
        trail
            .find(request.getKey())
            .orElseThrow(() ->
                new Refusal(
                    Refusal.Code.UNKNOWN_OPERATION,
                    "no order with the key " + request.getKey() + " is known",
                    "saksi audit shows the last ones"));
    if (!(entry.command() instanceof Command.BeginSwitchover begin)) {
      throw new Refusal(
          Refusal.Code.NOT_POSSIBLE,
          Sentence.of(entry.command()) + " cannot be cancelled",
          "give the opposite order");
    }
    if (!entry.isOpen()) {
      // The next switchover may have begun in the same epoch: it is not this caller's to end.
      throw new Refusal(
          Refusal.Code.NOT_POSSIBLE,
          Sentence.of(entry.command()) + " has ended: there is nothing to cancel",
          "saksi audit shows how it ended");
    }
    String why = request.getCaller().getWhy().isBlank() ? "" : ": " + request.getCaller().getWhy();
    return new LogEntry(
        OptionalLong.empty(),
        new Command.CancelSwitchover(
            begin.epoch(), "cancelled by " + request.getCaller().getWho() + why),
        author);
  }
}
