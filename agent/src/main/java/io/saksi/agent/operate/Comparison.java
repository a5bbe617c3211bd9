package io.saksi.agent.operate;

import io.saksi.core.model.NodeId;
import io.saksi.proto.v1.InspectReply;
import io.saksi.proto.v1.Obstacle;
import io.saksi.proto.v1.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the target has not, and the primary's clients count on. */
final class Comparison {
  private static final String OURS = "saksi_";
  private static final List<String> WAL_LEVELS = List.of("minimal", "replica", "logical");

  private final NodeId target;
  private final InspectReply primary;
  private final InspectReply standby;
  private final List<Obstacle> all = new ArrayList<>();

  private Comparison(NodeId target, InspectReply primary, InspectReply standby) {
    this.target = target;
    this.primary = primary;
    this.standby = standby;
  }

  static List<Obstacle> of(NodeId target, InspectReply primary, InspectReply standby) {
    Comparison comparison = new Comparison(target, primary, standby);
    comparison.limits();
    comparison.settings();
    primary.getSlotsList().forEach(comparison::slot);
    return List.copyOf(comparison.all);
  }

  /** A standby with smaller limits than its primary's does not follow it: 26.4.4 of the manual. */
  private void limits() {
    primary
        .getLimitsMap()
        .forEach((name, value) -> {
          long has = standby.getLimitsOrDefault(name, value);
          if (has < value) {
            lower(name, Long.toString(has), Long.toString(value));
          }
        });
  }

  private void lower(String name, String has, String wanted) {
    all.add(
        Preflight.obstacle(
            "SETTINGS_LOWER",
            name + " is " + has + " on " + target + ", and " + wanted + " on the primary",
            "raise it there and restart that node first"));
  }

  private void settings() {
    Map<String, String> wants = primary.getSettingsMap();
    Map<String, String> has = standby.getSettingsMap();
    if (level(has) < level(wants)) {
      lower("wal_level", has.get("wal_level"), wants.get("wal_level"));
    }
    if (!"off".equals(wants.getOrDefault("archive_mode", "off"))
        && "off".equals(has.get("archive_mode"))) {
      lower("archive_mode", "off", wants.get("archive_mode"));
    }
    Set<String> missing = libraries(wants);
    missing.removeAll(libraries(has));
    if (!missing.isEmpty()) {
      all.add(
          Preflight.obstacle(
              "SETTINGS_LOWER",
              "shared_preload_libraries has no " + String.join(", ", missing) + " on " + target,
              "add it there and restart that node first"));
    }
  }

  private static int level(Map<String, String> settings) {
    return WAL_LEVELS.indexOf(settings.getOrDefault("wal_level", "replica"));
  }

  private static Set<String> libraries(Map<String, String> settings) {
    String text = settings.getOrDefault("shared_preload_libraries", "");
    Set<String> names = new HashSet<>();
    Arrays.stream(text.split(",")).map(String::strip).filter(n -> !n.isEmpty()).forEach(names::add);
    return names;
  }

  private void slot(Slot slot) {
    if (!slot.getLogical() && slot.getName().startsWith(OURS)) {
      return;
    }
    Optional<Slot> there =
        standby.getSlotsList().stream().filter(s -> s.getName().equals(slot.getName())).findFirst();
    if (slot.getLogical() && slot.getFailover()) {
      if (there.filter(Slot::getReady).isEmpty()) {
        behind(slot, "is not synchronised to " + target + " yet", "wait for it; see its log");
      }
    } else if (slot.getLogical()) {
      behind(
          slot,
          "does not follow to " + target + ": its consumer would miss changes",
          "from PostgreSQL 17 on make it with failover, and run the agents with"
              + " --logical-replication; else make it anew there, and let its consumer begin"
              + " again");
    } else if (there.isEmpty()) {
      behind(
          slot,
          "is not on " + target + ": its consumer would miss WAL",
          "pg_create_physical_replication_slot('" + slot.getName() + "', true) there");
    }
  }

  private void behind(Slot slot, String what, String remedy) {
    all.add(
        Preflight.obstacle(
            "SLOT_STAYS_BEHIND",
            "slot " + slot.getName() + " (" + slot.getWhat() + ") " + what,
            remedy));
  }
}
