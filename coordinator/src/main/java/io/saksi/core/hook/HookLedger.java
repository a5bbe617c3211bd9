package io.saksi.core.hook;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.NodeId;
import java.util.Optional;

/**
 * What the programs of a node have been told: on its disk, so that a restart goes on where they
 * are.
 *
 * @param told what those that run afterwards were told last, all of them
 * @param change the last change of roles that those that run before were told of; each as its epoch
 * @param demote as {@code change}, of {@link HookPoint#BEFORE_DEMOTE}
 * @param promote as {@code change}, of {@link HookPoint#BEFORE_PROMOTE}
 * @param cause of that change
 */
public record HookLedger(
    Optional<Told> told, Epoch change, Epoch demote, Epoch promote, String cause) {
  public static final String UNKNOWN = "UNKNOWN";
  public static final HookLedger EMPTY =
      new HookLedger(Optional.empty(), Epoch.NONE, Epoch.NONE, Epoch.NONE, UNKNOWN);

  /** A role under a primary. */
  public record Told(HookRole role, Epoch epoch, NodeId primary) {}

  public HookRole role() {
    return told.map(Told::role).orElse(HookRole.NONE);
  }

  /** Written before the programs of such a run begin: they run once at most. */
  public HookLedger begun(HookRun run) {
    return switch (run.point()) {
      case BEFORE_CHANGE -> new HookLedger(told, run.epoch(), demote, promote, run.cause());
      case BEFORE_DEMOTE -> new HookLedger(told, change, run.epoch(), promote, run.cause());
      case BEFORE_PROMOTE -> new HookLedger(told, change, demote, run.epoch(), run.cause());
      case BEFORE_SWITCHOVER, AFTER_PROMOTE, AFTER_DEMOTE, AFTER_CHANGE -> this;
    };
  }

  /** Written after the last program of such a run has ended: they run once at least. */
  public HookLedger ended(HookRun last) {
    Epoch epoch = last.epoch();
    return new HookLedger(
        last.primary().map(primary -> new Told(last.newRole(), epoch, primary)),
        epoch,
        epoch,
        epoch,
        UNKNOWN);
  }
}
