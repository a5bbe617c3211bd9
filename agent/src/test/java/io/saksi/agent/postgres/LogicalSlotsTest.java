package io.saksi.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.NodeId;
import io.saksi.core.model.SyncSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written for failover slots, by the server's version and the user's wish. */
class LogicalSlotsTest {
  @TempDir private Path home;

  private String written(int version, Map<String, String> parameters) throws Exception {
    InstanceConfig config =
        new InstanceConfig(
            new NodeId("a"),
            home.resolve("data"),
            home.resolve("run"),
            "127.0.0.1",
            5432,
            Files.writeString(home.resolve("secret"), "a secret of enough characters\n"),
            List.of(),
            parameters,
            false);
    RunFiles run = new RunFiles(config.runDirectory());
    ServerFiles files =
        new ServerFiles(
            new PostgresInstallation(home, version, Integer.toString(version)), config, run);
    files.writeMain();
    files.writeSync(SyncSetting.of(SyncSet.any(1, List.of(new NodeId("c"), new NodeId("b-2")))));
    Files.setPosixFilePermissions(
        config.secretFile(), java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    files.writeUpstream(
        Optional.of(new Upstream("127.0.0.1", 5433, "a", "saksi_a")),
        Secrets.read(config.secretFile()));
    return Files.readString(run.postgresqlConf())
        + Files.readString(run.syncConf())
        + Files.readString(run.replicationConf());
  }

  @Test
  void theyAreKeptFrom17OnWhereLogicalDecodingIsWanted() throws Exception {
    assertThat(written(17, Map.of("wal_level", "logical")))
        .contains(
            "wal_level = 'logical'",
            "sync_replication_slots = 'on'",
            "hot_standby_feedback = 'on'",
            "synchronized_standby_slots = 'saksi_b_2, saksi_c'",
            "dbname=postgres");
  }

  @Test
  void otherwiseNothingOfItIsWritten() throws Exception {
    assertThat(written(16, Map.of("wal_level", "logical")))
        .contains("wal_level = 'logical'")
        .doesNotContain("sync_replication_slots", "synchronized_standby_slots", "dbname=");
    assertThat(written(17, Map.of()))
        .contains("wal_level = 'replica'")
        .doesNotContain("sync_replication_slots", "synchronized_standby_slots", "dbname=");
  }
}
