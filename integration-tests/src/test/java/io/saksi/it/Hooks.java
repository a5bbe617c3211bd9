package io.saksi.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** The operator's programs on one node, and what those that only tell wrote down. */
final class Hooks {
  /** Each of them ends at this bound: {@code --hook-timeout}, in seconds. */
  static final int TIMEOUT = 3;

  private final Path directory;
  private final Path told;

  /**
   * A program was run.
   *
   * @param nanos when it began, by the wall clock of the machine
   * @param primary empty while nobody is elected
   */
  record Line(
      long nanos,
      String point,
      String oldRole,
      String newRole,
      long epoch,
      String cause,
      String primary) {}

  private Hooks(Path directory, Path told) {
    this.directory = directory;
    this.told = told;
  }

  /** A directory without programs. */
  static Hooks in(Area area, String node) throws IOException {
    Path directory = Files.createDirectory(area.home(node + "-hooks"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new Hooks(directory, area.file(node + "-told", ""));
  }

  Path directory() {
    return directory;
  }

  void put(String point, String name, String script) throws IOException {
    Path place = directory.resolve(point);
    Files.createDirectories(place);
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
    // Elsewhere first: a program that is not whole yet could be run.
    Path made = Files.createTempFile(directory.getParent(), "hook", ".new");
    Files.writeString(made, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.move(made, place.resolve(name));
  }

  void remove(String point, String name) throws IOException {
    Files.delete(directory.resolve(point).resolve(name));
  }

  /** From here on every point is written down. */
  void tellAll() throws IOException {
    for (String point :
        List.of(
            "before-switchover",
            "before-change",
            "before-demote",
            "before-promote",
            "after-promote",
            "after-demote",
            "after-change")) {
      put(
          point,
          "10-tell",
          "echo $(date +%s%N) $SAKSI_HOOK $SAKSI_OLD_ROLE $SAKSI_NEW_ROLE $SAKSI_EPOCH"
              + " $SAKSI_CAUSE $SAKSI_PRIMARY >> "
              + told);
    }
  }

  List<Line> told() throws IOException {
    try (Stream<String> lines = Files.lines(told)) {
      return lines.map(Hooks::parsed).toList();
    }
  }

  private static Line parsed(String line) {
    String[] words = line.split(" ", -1);
    return new Line(
        Long.parseLong(words[0]),
        words[1],
        words[2],
        words[3],
        Long.parseLong(words[4]),
        words[5],
        words.length > 6 ? words[6] : "");
  }

  /** What was written down so far is forgotten. */
  void forget() throws IOException {
    Files.writeString(told, "", StandardCharsets.UTF_8, StandardOpenOption.TRUNCATE_EXISTING);
  }

  void clear() throws IOException {
    try (Stream<Path> places = Files.list(directory)) {
      for (Path place : places.toList()) {
        Shipped.deleteTree(place);
      }
    }
  }
}
