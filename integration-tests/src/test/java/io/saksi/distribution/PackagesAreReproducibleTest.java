package io.saksi.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packages say nothing of who made them, where and when: others can make them, and compare. */
@Tag("packages")
@Timeout(value = 25, unit = TimeUnit.MINUTES)
class PackagesAreReproducibleTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir private Path folder;

  @Test
  void twoMakersOfOneDistributionMakeTheSameBytes() throws Exception {
    Packages first = Packages.ofThisBuild();
    // Other times and rights than the build's, but for those that the AOT caches are valid for.
    Path copy = folder.resolve("another place");
    String another =
        """
        umask 077; export TZ=Asia/Kathmandu LANG=de_DE.UTF-8
        mkdir '%2$s'; cp -r --preserve=timestamps '%1$s'/. '%2$s'
        touch '%2$s/bin/saksi' '%2$s'/lib/*.aot
        chmod g+w '%2$s'/lib/*.jar\
        """
            .formatted(Launched.HOME, copy);
    Packages second =
        Packages.make(another, folder.resolve("second"), "--distribution", copy.toString());

    assertThat(second.sums()).isEqualTo(first.sums()).contains(".deb", ".tar.gz");
    assertThat(output(folder.resolve("second"), "sha256sum", "--check", "--strict", "SHA256SUMS"))
        .contains(".deb: OK", ".tar.gz: OK");
    assertThat(entries(first.deb(), "dpkg-deb", "--contents"))
        .allMatch(line -> line.matches("(drwxr-xr-x|-rw[x-]r-[x-]r-[x-]|lrwxrwxrwx) root/root .*"))
        .anyMatch(line -> line.endsWith("./usr/bin/saksi -> ../lib/saksi/current/bin/saksi"))
        .noneMatch(line -> line.matches(".*/etc/saksi/(agent.conf|router.conf|secret)"));
    assertThat(entries(first.archive(), "tar", "--numeric-owner", "-tvzf"))
        .allMatch(line -> line.matches("(drwxr-xr-x|-rw[x-]r-[x-]r-[x-]|lrwxrwxrwx) 0/0 .*"));
  }

  private List<String> entries(Path file, String... command) throws Exception {
    List<String> whole = new java.util.ArrayList<>(List.of(command));
    whole.add(file.toString());
    List<String> entries = output(folder, whole.toArray(String[]::new)).lines().toList();
    assertThat(entries).hasSizeGreaterThan(50);
    return entries;
  }

  private static String output(Path directory, String... command) throws Exception {
    Path out = Files.createTempFile("saksi", ".out");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(out)).isZero();
      return Files.readString(out);
    } finally {
      process.destroyForcibly();
      Files.delete(out);
    }
  }

  @Test
  void aDistributionWithTheTimesOfItsBuildIsRefused() throws Exception {
    Path copy = folder.resolve("copy");
    Launched run =
        Launched.run(
            LIMIT,
            Map.of("SAKSI", Launched.HOME.toString(), "COPY", copy.toString()),
            List.of(
                "bash",
                "-c",
                "cp -rL \"$SAKSI\" \"$COPY\" && exec \"$0\" --fast --distribution \"$COPY\" --out"
                    + " \"$COPY/out\"",
                Path.of(System.getProperty("saksi.root"), "deploy", "package.sh").toString()));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("has the time of its build");
    assertThat(copy.resolve("out")).isEmptyDirectory();
  }
}
