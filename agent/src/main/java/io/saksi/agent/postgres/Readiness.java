package io.saksi.agent.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What on this instance stands against a planned change of roles, and what the other one is
 * compared with.
 *
 * @param findings each with what to do about it
 * @param limits what a standby must have at least as large as its primary, by name
 * @param settings what clients would notice if it were another one, by name
 * @param slots replication slots that are not temporary
 */
public record Readiness(
    List<Finding> findings,
    Map<String, Long> limits,
    Map<String, String> settings,
    List<Slot> slots,
    Pace pace) {
  /** A program of the operator's refuses it: the code of such a finding. */
  public static final String HOOK_REFUSED = "HOOK_REFUSED";

  public static final Readiness NOTHING =
      new Readiness(List.of(), Map.of(), Map.of(), List.of(), Pace.UNKNOWN);

  public Readiness {
    findings = List.copyOf(findings);
    limits = Map.copyOf(limits);
    settings = Map.copyOf(settings);
    slots = List.copyOf(slots);
  }

  public Readiness and(List<Finding> more) {
    List<Finding> all = new ArrayList<>(findings);
    all.addAll(more);
    return new Readiness(all, limits, settings, slots, pace);
  }

  /** One obstacle: a code for programs, what was seen, and the remedy. */
  public record Finding(String code, String text, String remedy) {}

  /**
   * A replication slot.
   *
   * @param failover 17 and newer: standbys keep a copy of it
   * @param ready a standby's copy that can be used
   * @param what for people: plugin and database
   */
  public record Slot(String name, boolean logical, boolean failover, boolean ready, String what) {}

  /**
   * Bytes a second; 0: none, or not known.
   *
   * @param written WAL of a primary, just now
   * @param replayed by a standby, just now
   * @param checkpointed by the checkpoints so far. Those that took their time count too, so it is
   *     at least this
   */
  public record Pace(long written, long replayed, long checkpointed) {
    public static final Pace UNKNOWN = new Pace(0, 0, 0);
  }
}
