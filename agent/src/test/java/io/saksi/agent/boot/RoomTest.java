package io.saksi.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.postgres.InstanceConfig;
import io.saksi.agent.postgres.PostgresInstallation;
import io.saksi.agent.postgres.PostgresInstance;
import io.saksi.core.model.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoomTest {
  @TempDir private Path root;

  private PostgresInstance instance() throws Exception {
    Path secret = Files.writeString(root.resolve("secret"), "long enough for a secret");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    Optional<Path> programs =
        Optional.ofNullable(System.getProperty("saksi.postgres.bin")).map(Path::of);
    return PostgresInstance.of(
        PostgresInstallation.find(programs),
        new InstanceConfig(
            new NodeId("a"),
            root.resolve("data"),
            root.resolve("run"),
            "127.0.0.1",
            5432,
            secret,
            InstanceConfig.DEFAULT_HBA_RULES,
            Map.of(),
            false));
  }

  @Test
  void onlyAVolumeThatIsAlmostFullGivesUpItsBallast() throws Exception {
    Path ballast = Files.writeString(root.resolve("saksi.ballast"), "without a use");
    try (PostgresInstance instance = instance()) {
      Room.make(root, instance, 1);
      assertThat(ballast).exists();
      Room.make(root, instance, Long.MAX_VALUE);
      assertThat(ballast).doesNotExist();
    }
  }

  @Test
  void thereMayBeNothingToGiveUp() throws Exception {
    try (PostgresInstance instance = instance()) {
      Room.make(root.resolve("nowhere"), instance, Long.MAX_VALUE);
      Room.make(root, instance, Long.MAX_VALUE);
    }
  }
}
