package io.saksi.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Where the nodes of a cluster archive their WAL; each of them can be kept from it. */
final class WalArchive {
  private static final Pattern SEGMENT =
      Pattern.compile("([0-9A-F]{8})([0-9A-F]{8})000000([0-9A-F]{2})(\\.partial)?");
  private static final Pattern HISTORY = Pattern.compile("([0-9A-F]{8})\\.history");

  /** Of 16 MB in 4 GB. */
  private static final int SEGMENTS = 256;

  private final Area area;
  private final Path directory;

  private WalArchive(Area area, Path directory) {
    this.area = area;
    this.directory = directory;
  }

  static WalArchive in(Area area) throws IOException {
    return new WalArchive(area, Shipped.handOver(Files.createDirectory(area.home("archive"))));
  }

  /** The agent's options with an archive, and the user's file that says how. */
  AgentLine of(String node, AgentLine line) throws IOException {
    Path home = Shipped.handOver(Files.createDirectory(area.home(node)));
    String command =
        ("test ! -e %1$s && { cmp -s %%p %2$s/%%f ||"
                + " { test ! -e %2$s/%%f && cp %%p %2$s/.%%f && mv %2$s/.%%f %2$s/%%f; }; }")
            .formatted(late(node), directory);
    Files.writeString(home.resolve("user.conf"), "archive_command = '" + command + "'\n");
    Shipped.handOver(home.resolve("user.conf"));
    return line.with("--archiving", "");
  }

  private Path late(String node) {
    return area.home(node + "-late");
  }

  /** From here on nothing of this node is archived. */
  void fails(String node) throws IOException {
    Files.createFile(late(node));
  }

  void works(String node) throws IOException {
    Files.delete(late(node));
  }

  private Set<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> !file.startsWith("."))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** The segments from the first one archived up to this one, of which no timeline is there. */
  Set<Long> missingUpTo(String segment) throws IOException {
    Set<Long> there = new HashSet<>();
    for (String file : files()) {
      Matcher named = SEGMENT.matcher(file);
      if (named.matches()) {
        there.add(number(named));
      }
    }
    Matcher last = SEGMENT.matcher(segment);
    if (!last.matches()) {
      throw new IllegalArgumentException("no WAL segment: " + segment);
    }
    long first = there.stream().min(Long::compare).orElse(0L);
    return LongStream.rangeClosed(first, number(last))
        .filter(number -> !there.contains(number))
        .boxed()
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static long number(Matcher segment) {
    return Long.parseLong(segment.group(2), 16) * SEGMENTS + Long.parseLong(segment.group(3), 16);
  }

  /** A restore counts up to the first that is missing. */
  int newestTimeline() throws IOException {
    Set<Integer> histories = new HashSet<>();
    for (String file : files()) {
      Matcher named = HISTORY.matcher(file);
      if (named.matches()) {
        histories.add(Integer.parseInt(named.group(1), 16));
      }
    }
    int newest = 1;
    while (histories.contains(newest + 1)) {
      newest++;
    }
    return newest;
  }
}
