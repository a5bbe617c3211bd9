package io.saksi.agent.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.core.model.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FenceConfigTest {
  @TempDir Path dir;

  @Test
  void aSectionForEachNode() throws Exception {
    Path secret = file("secret", "s3cret\n", "rw-------");
    FenceConfig config =
        read(
            """
            # one machine is enough
            [a]
            agent = /bin/true
            ip = 192.0.2.1
            password = @%s
            saksi_timeout = 7
            saksi_veto = /bin/false

            [b]
            command = /bin/true
            """
                .formatted(secret));
    FenceTarget a = config.targets().get(new NodeId("a"));
    assertThat(a.options()).containsOnlyKeys("ip");
    assertThat(a.secrets()).containsEntry("password", secret);
    assertThat(a.bound()).isEqualTo(Duration.ofSeconds(7));
    assertThat(a.veto()).contains(Path.of("/bin/false"));
    FenceTarget b = config.targets().get(new NodeId("b"));
    assertThat(b.calling()).isEqualTo(FenceTarget.Calling.COMMAND);
    assertThat(b.attempts()).isEqualTo(2);
  }

  @Test
  void everyMistakeIsSaidAtOnceAndNoSecretIsRepeated() throws Exception {
    Path open = file("open", "s3cret\n", "rw-r--r--");
    assertThatThrownBy(() ->
            read(
                """
                lost = 1
                [a]
                agent = fence_ipmilan
                passwd = s3cret
                snmp_priv_passwd = @%s
                action = reboot
                saksi_timeout = 0
                saksi_vetoo = /bin/true
                [A B]
                agent = /bin/true
                """
                    .formatted(open)))
        .isInstanceOf(FenceConfigException.class)
        .hasMessageContaining("line 1")
        .hasMessageContaining("fence_ipmilan: give the absolute path")
        .hasMessageContaining("passwd = @FILE")
        .hasMessageContaining("others may read it")
        .hasMessageContaining("action is given by Saksi")
        .hasMessageContaining("saksi_timeout: a number from 1 to 600")
        .hasMessageContaining("there is no saksi_vetoo")
        .hasMessageContaining("A B")
        .message()
        .doesNotContain("s3cret");
  }

  @Test
  void aFileThatOthersMayChangeIsNotObeyed() throws Exception {
    Path config = file("fence.conf", "[a]\nagent = /bin/true\n", "rw-rw-r--");
    assertThatThrownBy(() -> FenceConfig.read(config)).hasMessageContaining("chmod go-w");
    assertThatThrownBy(() -> FenceConfig.read(dir.resolve("none"))).hasMessageContaining("none");
    Path none = file("none.conf", "x\n".repeat(1_000), "rw-------");
    assertThatThrownBy(() -> FenceConfig.read(none))
        .hasMessageContaining("line 1:")
        .hasMessageContaining("more")
        .message()
        .hasSizeLessThan(5_000);
    Path huge = file("huge", "#".repeat(FenceConfig.LARGEST_FILE + 1), "rw-------");
    assertThatThrownBy(() -> FenceConfig.read(huge)).hasMessageContaining("larger than");
  }

  private FenceConfig read(String text) throws Exception {
    return FenceConfig.read(file("fence.conf", text, "rw-r-----"));
  }

  private Path file(String name, String text, String mode) throws Exception {
    Path file = Files.writeString(dir.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return file;
  }
}
