package io.saksi.agent.operate;

import io.saksi.core.audit.AuditEntry;
import io.saksi.core.audit.AuditTrail;
import io.saksi.core.command.Command;
import io.saksi.core.model.Member;
import io.saksi.core.state.ClusterState;
import io.saksi.proto.v1.Caller;
import io.saksi.proto.v1.CancelRequest;
import io.saksi.proto.v1.Operation;
import io.saksi.proto.v1.OrderRequest;
import java.util.Optional;

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
    check(request.getCaller());
  }

  private static void check(Caller caller) throws Refusal {
    if (caller.getWho().isBlank()
        || caller.getWho().length() > LONGEST_WORDS
        || caller.getWhy().length() > LONGEST_WORDS) {
      throw new Refusal(
          Refusal.Code.INVALID_ORDER,
          "an order says who gives it, and may say why, in up to " + LONGEST_WORDS + " characters",
          "fill in caller.who");
    }
  }

  /** A member by its name, as a caller gave it; empty if there is none. */
  static Optional<Member> member(ClusterState state, String name) {
    return state.members().values().stream().filter(m -> m.node().name().equals(name)).findFirst();
  }

  /** A repeated attempt is answered as the first; another order under its key is a mistake. */
  static void checkKey(OrderRequest request, AuditTrail trail) throws Refusal {
    Optional<AuditEntry> known =
        trail
            .find(request.getKey())
            .filter(e -> e.request().isOtherThan(Fingerprint.of(request.getOrder())));
    if (known.isPresent()) {
      throw new Refusal(
          Refusal.Code.INVALID_ORDER,
          "the key "
              + request.getKey()
              + " was used for another order: "
              + Sentence.of(known.get().command()),
          "make a new key for each order, and repeat it only with the same one");
    }
  }

  /** The same for each attempt to cancel one order: the second one is the first. */
  static String keyOfCancel(String key) {
    return "cancel-" + key;
  }

  /** Before there is anything in the log. */
  static Operation preparing(OrderRequest request) {
    return Operation.newBuilder()
        .setKey(request.getKey())
        .setState(Operation.State.STATE_PREPARING)
        .setPhase("preparing")
        .setPhaseDetail(
            request.getOrder().hasMaintainNode()
                    || (request.getOrder().hasSwitchover()
                        && !request.getOrder().getSwitchover().hasAtEpochMillis())
                ? "checks what stands against it, and writes out what is dirty while still serving"
                : "checks the order")
        .build();
  }

  static Command cancel(CancelRequest request, AuditTrail trail) throws Refusal {
    check(request.getCaller());
    AuditEntry entry =
        trail
            .find(request.getKey())
            .orElseThrow(() ->
                new Refusal(
                    Refusal.Code.UNKNOWN_OPERATION,
                    "no order with the key " + request.getKey() + " is known",
                    "saksi audit shows the last ones"));
    boolean changesRoles =
        entry.command() instanceof Command.BeginSwitchover
            || entry.command() instanceof Command.ScheduleSwitchover
            || (entry.command() instanceof Command.BeginMaintenance begin
                && begin.handover().isPresent());
    if (!changesRoles) {
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
    return cancel(entry, request.getCaller());
  }

  private static Command cancel(AuditEntry entry, Caller caller) {
    String reason =
        "cancelled by "
            + caller.getWho()
            + (caller.getWhy().isBlank() ? "" : ": " + caller.getWhy());
    return entry.command() instanceof Command.ScheduleSwitchover schedule
        ? new Command.EndSchedule(schedule.plan().at(), reason)
        : new Command.CancelSwitchover(entry.epoch(), reason);
  }
}
