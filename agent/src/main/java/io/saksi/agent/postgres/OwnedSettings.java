package io.saksi.agent.postgres;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The settings that safety or timing rests on. They stand last in our file and are cleaned out of
 * {@code postgresql.auto.conf}, which PostgreSQL reads after it.
 */
final class OwnedSettings {
  /** Of {@code replication.conf} and {@code sync.conf}: they change by reload. */
  private static final Set<String> CHANGED_BY_RELOAD =
      Set.of(
          "primary_conninfo",
          "primary_slot_name",
          "restore_command",
          "recovery_end_command",
          "archive_cleanup_command",
          "synchronous_standby_names");

  private static final Set<String> PLACE =
      Set.of(
          "data_directory",
          "config_file",
          "hba_file",
          "ident_file",
          "external_pid_file",
          "listen_addresses",
          "port",
          "unix_socket_directories",
          "cluster_name");

  /** Ours, but for whether: only the open primary archives. */
  static final String ARCHIVE_MODE = "archive_mode";

  /** What archives is the user's, in his own file; while the gate is closed ours is none. */
  static final Set<String> ARCHIVERS = Set.of("archive_command", "archive_library");

  /** Gone in 16; before, a file that promotes. */
  static final String PROMOTE_TRIGGER = "promote_trigger_file";

  /** Chosen by the user: {@code replica} or {@code logical}; PostgreSQL refuses less itself. */
  static final String WAL_LEVEL = "wal_level";

  /**
   * From 17 on, and where logical slots are kept: with a lower {@code wal_level} PostgreSQL 17 ends
   * over {@code sync_replication_slots}.
   */
  private static final Set<String> OF_LOGICAL_SLOTS =
      Set.of("sync_replication_slots", "hot_standby_feedback", "synchronized_standby_slots");

  private static final Map<String, String> FIXED = fixed();
  private static final Set<String> ALL = all();

  private OwnedSettings() {}

  /** Those with one value for every instance, in the order in which they are written. */
  static Map<String, String> fixedValues() {
    return FIXED;
  }

  /**
   * Those that our files set in every role and that nothing else may; what the server derives
   * itself (the place of its files) and what the agent's own sessions set are left out.
   */
  static Set<String> ofOurFiles() {
    Set<String> names = new TreeSet<>(FIXED.keySet());
    names.addAll(CHANGED_BY_RELOAD);
    names.add(ARCHIVE_MODE);
    names.remove("synchronous_commit");
    return names;
  }

  static boolean isOwned(String name) {
    return ALL.contains(name.toLowerCase(Locale.ROOT));
  }

  private static Map<String, String> fixed() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("fsync", "on");
    values.put("full_page_writes", "on");
    values.put("synchronous_commit", "on");
    values.put("wal_log_hints", "on");
    values.put("hot_standby", "on");
    values.put("max_wal_senders", "20");
    values.put("max_replication_slots", "20");
    // A crash restart would show commits that no standby has, with the gate open.
    values.put("restart_after_crash", "off");
    values.put("recovery_target_timeline", "latest");
    // No end of recovery but the one that we order.
    values.put("recovery_target", "");
    values.put("recovery_target_lsn", "");
    values.put("recovery_target_name", "");
    values.put("recovery_target_time", "");
    values.put("recovery_target_xid", "");
    values.put("recovery_min_apply_delay", "0");
    values.put("wal_retrieve_retry_interval", "100ms");
    values.put("wal_receiver_status_interval", "1s");
    values.put("wal_receiver_timeout", "6s");
    values.put("wal_sender_timeout", "6s");
    values.put("superuser_reserved_connections", "8");
    values.put("password_encryption", "scram-sha-256");
    values.put("logging_collector", "off");
    values.put("log_destination", "stderr");
    // The gate recognises sessions that are still authenticating by their title.
    values.put("update_process_title", "on");
    return values;
  }

  private static Set<String> all() {
    Set<String> names = new TreeSet<>(FIXED.keySet());
    names.addAll(CHANGED_BY_RELOAD);
    names.addAll(PLACE);
    names.add(ARCHIVE_MODE);
    names.addAll(ARCHIVERS);
    names.addAll(OF_LOGICAL_SLOTS);
    names.add(PROMOTE_TRIGGER);
    return Set.copyOf(names);
  }
}
