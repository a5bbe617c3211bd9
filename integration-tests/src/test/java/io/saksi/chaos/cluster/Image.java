package io.saksi.chaos.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The image that nodes are started from: of what is in agent/target/saksi, made once a JVM. */
final class Image {
  /** The library in it that sets clocks. */
  static final String CLOCK = "/usr/local/lib/saksi-chaos-clock.so";

  private static final Path ROOT = Path.of(System.getProperty("saksi.root"));
  private static final Duration BUILT_WITHIN = Duration.ofMinutes(20);
  private static final String MAJOR = System.getProperty("saksi.image.postgresql", "17");
  private static final String DEBIAN = MAJOR.equals("15") ? "bookworm" : "trixie";

  private static String name;

  private Image() {}

  static synchronized String name() {
    if (name == null) {
      name = build();
    }
    return name;
  }

  private static String build() {
    Engine.client();
    // Of this source alone: a build of another copy meanwhile must not change what runs here.
    String tag = "saksi-chaos:" + MAJOR + "-" + Integer.toHexString(ROOT.toString().hashCode());
    Path log = ROOT.resolve("integration-tests/target/image.log");
    List<String> command =
        List.of(
            ROOT.resolve("deploy/image/build.sh").toString(),
            "--for-tests",
            "--debian",
            DEBIAN,
            "--postgresql",
            MAJOR,
            "--tag",
            tag);
    try {
      Files.createDirectories(log.getParent());
      Process process =
          new ProcessBuilder(command)
              .redirectInput(new File("/dev/null"))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!process.waitFor(BUILT_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        process.destroy();
        throw new AssertionError("no image within " + BUILT_WITHIN);
      }
      if (process.exitValue() != 0) {
        throw new AssertionError("no image: " + Files.readString(log));
      }
      return tag;
    } catch (IOException e) {
      throw new AssertionError("no image: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while the image was built", e);
    }
  }
}
