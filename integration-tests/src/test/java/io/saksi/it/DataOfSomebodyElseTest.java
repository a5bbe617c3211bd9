package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DataOfSomebodyElseTest {
  @Test
  void directoryThatIsNotEmptyIsRefusedAndLeftAsItIs() throws Exception {
    try (Area area = new Area()) {
      Path data = Shipped.directory(area.home(""));
      Files.writeString(data.resolve("PG_VERSION"), "15\n");
      Files.createDirectories(data.resolve("base/1"));
      Files.writeString(data.resolve("base/1/1259"), "precious");
      Shipped.handOver(data.resolve("PG_VERSION"));
      Map<String, String> before = content(data);

      AgentLine line =
          AgentLine.of(area, "foreign", "a", Place.free(33)).founding().with("--data-dir", data);
      Refused.withMessage(
          area,
          line,
          data.toString(),
          "not this node's",
          "it was not touched",
          "Name an empty directory with --data-dir");

      assertThat(content(data)).isEqualTo(before);
      assertThat(siblings(data)).isEmpty();
    }
  }

  private static Map<String, String> content(Path root) throws Exception {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        String text = Files.isRegularFile(file) ? Files.readString(file) : "";
        content.put(
            root.relativize(file).toString(),
            text + Files.getLastModifiedTime(file) + Files.getPosixFilePermissions(file));
      }
    }
    return content;
  }

  /** Working directories beside it would be a beginning of something. */
  private static List<Path> siblings(Path data) throws Exception {
    try (Stream<Path> files = Files.list(data.getParent())) {
      String name = data.getFileName().toString();
      return files
          .filter(file -> file.getFileName().toString().startsWith(name))
          .filter(file -> !file.equals(data))
          .toList();
    }
  }
}
