package io.saksi.agent.vip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a script is told, and what becomes of one that fails, hangs or talks. */
class CommandProviderTest {
  private static final VipAddress VIP = VipAddress.parse("10.0.0.100/24@eth0");

  @TempDir private Path directory;

  private CommandProvider script(String text, Duration timeout) throws Exception {
    Path file = directory.resolve("script");
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return new CommandProvider(file, timeout);
  }

  @Test
  void itIsToldWhatToDoAndWithWhichAddress() throws Exception {
    Path said = directory.resolve("said");
    CommandProvider provider =
        script(
            "echo $1 $SAKSI_VIP_ADDRESS/$SAKSI_VIP_PREFIX $SAKSI_VIP_INTERFACE $SAKSI_VIP_FAMILY >>"
                + said,
            Duration.ofSeconds(10));
    provider.add(VIP, Duration.ofSeconds(1));
    provider.link(VIP, _ -> {}).announce();
    assertThat(provider.holds(VIP)).isTrue();
    provider.remove(VIP);
    assertThat(said)
        .hasContent(
            """
            add 10.0.0.100/24 eth0 inet
            announce 10.0.0.100/24 eth0 inet
            status 10.0.0.100/24 eth0 inet
            del 10.0.0.100/24 eth0 inet
            """);
  }

  @Test
  void statusOneMeansNotHereAndAnythingElseIsAFailure() throws Exception {
    assertThat(script("exit 1", Duration.ofSeconds(10)).holds(VIP)).isFalse();
    assertThatThrownBy(() -> script("exit 3", Duration.ofSeconds(10)).holds(VIP))
        .isInstanceOf(VipException.class)
        .hasMessageContaining("status 3");
  }

  @Test
  void whatItSaysIsInTheMessageAndNoMoreThanThat() throws Exception {
    CommandProvider provider =
        script(
            "echo no such route; head -c 100000 /dev/zero | tr '\\0' x; exit 2",
            Duration.ofSeconds(10));
    assertThatThrownBy(() -> provider.add(VIP, Duration.ofSeconds(1)))
        .hasMessageContaining("no such route")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2_500));
  }

  @Test
  void oneThatHangsIsKilledWithItsChildren() throws Exception {
    CommandProvider provider = script("sleep 60 & sleep 60", Duration.ofMillis(300));
    long begin = System.nanoTime();
    assertThatThrownBy(() -> provider.remove(VIP)).hasMessageContaining("a kill");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void anAddEndsAtOnceWhenItsTimeIsOver() throws Exception {
    CommandProvider provider = script("sleep 60", Duration.ofSeconds(60));
    FutureTask<String> adding =
        new FutureTask<>(() -> {
          try {
            provider.add(VIP, Duration.ofSeconds(1));
            return "done";
          } catch (VipException e) {
            return e.getMessage();
          }
        });
    Thread.ofPlatform().daemon().start(adding);
    Eventually.is(
        "ended",
        () -> {
          provider.abort();
          return adding.isDone();
        });
    assertThat(adding.get(1, TimeUnit.SECONDS)).contains("a kill");
  }

  @Test
  void oneThatIsMissingIsSaid() {
    CommandProvider provider =
        new CommandProvider(directory.resolve("nothing"), Duration.ofSeconds(1));
    assertThatThrownBy(() -> provider.require(VIP)).hasMessageContaining("cannot be run");
  }
}
