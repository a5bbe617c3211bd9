import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/**
 * A time for a file, made of its content. An AOT cache is valid for files of a certain size and
 * time: with the times of a build no two builds were alike, and with one time for all a cache could
 * be taken for that of other files. In the past, for packages make no file newer than their commit.
 */
final class ContentTime {
  private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");
  private static final long SPAN_SECONDS = Duration.ofDays(20 * 365).toSeconds();
  private static final int DIGITS = 15; // of a long

  private ContentTime() {}

  static void give(Path file) throws IOException {
    Files.setLastModifiedTime(file, of(file));
  }

  static boolean isOf(Path file) throws IOException {
    return Files.getLastModifiedTime(file).equals(of(file));
  }

  private static FileTime of(Path file) throws IOException {
    String digest = new Hash().bytes(Files.readAllBytes(file)).end();
    long number = Long.parseLong(digest.substring(0, DIGITS), 16);
    return FileTime.from(FIRST.plusSeconds(number % SPAN_SECONDS));
  }
}
