package io.saksi.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is noted for the guard, damaged. */
class RunDirectoryNotesTest {
  @TempDir Path run;

  /** The guard would leave all of them where they are. */
  @Test
  void oneDamagedAddressDoesNotHideTheOthers() throws Exception {
    HeldAddresses held = new HeldAddresses(run);
    HeldAddresses.Entry entry =
        new HeldAddresses.Entry(
            2, 24, InetAddress.ofLiteral("10.0.0.100"), "eth0", Optional.empty());
    held.write(List.of(entry));
    ByteArrayOutputStream damaged = new ByteArrayOutputStream();
    damaged.writeBytes("2\t24\t10.0.0.".getBytes(StandardCharsets.UTF_8));
    damaged.write(0xC3);
    damaged.write('\n');
    damaged.writeBytes(Files.readAllBytes(run.resolve(HeldAddresses.NAME)));
    Files.write(run.resolve(HeldAddresses.NAME), damaged.toByteArray());
    assertThat(held.read()).containsExactly(entry);
  }

  /** Anything but an IOException would end the thread that waits for the next version. */
  @Test
  void aNameThatNamesNoFileIsRefusedAsSuch() throws Exception {
    Files.writeString(run.resolve("guard.next"), "/opt/sa\0ksi\n");
    assertThatThrownBy(() -> Upgrade.next(run))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("names no file");
    Files.writeString(run.resolve("guard.next"), "/bin/sh\n");
    assertThat(Upgrade.next(run)).contains(Path.of("/bin/sh"));
  }
}
