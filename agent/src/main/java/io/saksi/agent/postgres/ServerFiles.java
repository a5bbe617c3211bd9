package io.saksi.agent.postgres;

import io.saksi.core.model.Configuration;
import io.saksi.core.model.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes the generated configuration, except for the gate. */
final class ServerFiles {
  /** The user's own settings stand after these and before what the agent owns. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "shared_buffers",
          "128MB",
          OwnedSettings.WAL_LEVEL,
          "replica",
          "max_slot_wal_keep_size",
          "8GB",
          "wal_keep_size",
          "256MB",
          "log_line_prefix",
          "%m [%p] %q%u@%d %a ");

  private final PostgresInstallation installation;
  private final InstanceConfig config;
  private final RunFiles run;

  ServerFiles(PostgresInstallation installation, InstanceConfig config, RunFiles run) {
    this.installation = installation;
    this.config = config;
    this.run = run;
  }

  /** Everything that is the same in every role. */
  void writeMain() throws IOException {
    DurableFiles.createPrivateDirectory(run.directory());
    DurableFiles.write(run.identConf(), "");
    DurableFiles.write(run.postgresqlConf(), main(run.clusterConf()));
  }

  /**
   * As {@link #writeMain}, with another configuration of the cluster: for PostgreSQL to look at,
   * not to run with.
   */
  void writeTrial(Path main, Path clusterConf, Configuration.Content content) throws IOException {
    DurableFiles.write(clusterConf, text(content));
    DurableFiles.write(main, main(clusterConf));
  }

  /** Before a start or a reload; the rules of it are the gate's. */
  void write(SharedConfiguration configuration) throws IOException {
    DurableFiles.createPrivateDirectory(run.directory());
    DurableFiles.write(run.clusterConf(), text(configuration.content()));
    // Last: it says that the others are so.
    configuration.write(run.configuration());
  }

  static String text(Configuration.Content content) {
    StringBuilder text = new StringBuilder("# Written by the saksi agent; changes are lost.\n");
    content.parameters().forEach((name, value) -> setting(text, name, value));
    return text.toString();
  }

  /** What a standby has to have is more than what is configured, where its primary had more. */
  void writeLimits(Map<String, Long> atLeast) throws IOException {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(atLeast).forEach((name, value) -> setting(text, name, value.toString()));
    DurableFiles.write(run.limitsConf(), text.toString());
  }

  private String main(Path clusterConf) {
    StringBuilder text = new StringBuilder("# Written by the saksi agent; changes are lost.\n");
    new TreeMap<>(DEFAULTS).forEach((name, value) -> setting(text, name, value));
    text.append("include_if_exists ").append(quoted(clusterConf)).append('\n');
    text.append("include_if_exists ").append(quoted(config.userConfigFile())).append('\n');
    new TreeMap<>(config.parameters()).forEach((name, value) -> setting(text, name, value));
    OwnedSettings.fixedValues().forEach((name, value) -> setting(text, name, value));
    setting(text, OwnedSettings.ARCHIVE_MODE, config.archives() ? "on" : "off");
    if (keepsLogicalSlots()) {
      setting(text, "sync_replication_slots", "on");
      setting(text, "hot_standby_feedback", "on");
    }
    if (installation.majorVersion() < 16) {
      setting(text, OwnedSettings.PROMOTE_TRIGGER, "");
    }
    setting(text, "cluster_name", config.node().name());
    setting(text, "listen_addresses", config.listenAddress());
    setting(text, "port", Integer.toString(config.port()));
    setting(text, "unix_socket_directories", run.directory().toString());
    setting(text, "hba_file", run.hbaConf().toString());
    setting(text, "ident_file", run.identConf().toString());
    setting(text, "external_pid_file", "");
    text.append("include ").append(quoted(run.replicationConf())).append('\n');
    text.append("include ").append(quoted(run.syncConf())).append('\n');
    text.append("include ").append(quoted(run.archiveConf())).append('\n');
    text.append("include_if_exists ").append(quoted(run.limitsConf())).append('\n');
    return text.toString();
  }

  private boolean keepsLogicalSlots() {
    return installation.majorVersion() >= 17 && config.decodesLogically();
  }

  /**
   * Without an upstream the receiver's password goes too: a receiver that was ordered before the
   * reload cannot log in.
   */
  void writeUpstream(Optional<Upstream> upstream, Secrets secrets) throws IOException {
    StringBuilder text = new StringBuilder();
    if (upstream.isPresent()) {
      DurableFiles.write(run.receiverPassfile(), secrets.passfileLine(Secrets.REPLICATOR));
    } else {
      DurableFiles.delete(run.receiverPassfile());
    }
    setting(text, "primary_conninfo", upstream.map(this::connectionString).orElse(""));
    setting(text, "primary_slot_name", upstream.map(Upstream::slotName).orElse(""));
    setting(text, "restore_command", "");
    setting(text, "recovery_end_command", "");
    setting(text, "archive_cleanup_command", "");
    DurableFiles.write(run.replicationConf(), text.toString());
  }

  void writeSync(SyncSetting sync) throws IOException {
    StringBuilder text = new StringBuilder();
    setting(text, "synchronous_standby_names", sync.text());
    if (keepsLogicalSlots()) {
      // A logical consumer must not be ahead of whoever may be elected. A slot that is missing
      // would stall consumers and the shutdown, so only those of the members are named.
      setting(
          text,
          "synchronized_standby_slots",
          sync.members().stream().map(NodeId::slotName).sorted().collect(Collectors.joining(", ")));
    }
    DurableFiles.write(run.syncConf(), text.toString());
  }

  /**
   * Whether the user's own archiver runs. Without one, segments wait: PostgreSQL keeps what is not
   * archived.
   */
  void writeArchiving(boolean runs) throws IOException {
    StringBuilder text = new StringBuilder();
    if (!runs) {
      setting(text, "archive_command", "");
      if (installation.majorVersion() >= 15) {
        setting(text, "archive_library", "");
      }
    }
    DurableFiles.write(run.archiveConf(), text.toString());
  }

  private String connectionString(Upstream upstream) {
    return "host=%s port=%d user=%s passfile='%s' application_name=%s %s"
        .formatted(
            upstream.host(),
            upstream.port(),
            Secrets.REPLICATOR,
            run.receiverPassfile().toString().replace("\\", "\\\\").replace("'", "\\'"),
            upstream.applicationName(),
            keepsLogicalSlots() ? "dbname=postgres " + CONNECTION_TIMEOUTS : CONNECTION_TIMEOUTS);
  }

  /** A dead peer is noticed within about 5 s. */
  static final String CONNECTION_TIMEOUTS =
      "connect_timeout=2 keepalives=1 keepalives_idle=2 keepalives_interval=1"
          + " keepalives_count=3 tcp_user_timeout=3000 sslmode=prefer gssencmode=disable";

  static boolean exist(RunFiles run) {
    return Files.exists(run.postgresqlConf()) && Files.exists(run.hbaConf());
  }

  private static void setting(StringBuilder text, String name, String value) {
    text.append(name).append(" = '").append(escaped(value)).append("'\n");
  }

  static String quoted(Path path) {
    return "'" + escaped(path.toString()) + "'";
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("'", "''");
  }
}
