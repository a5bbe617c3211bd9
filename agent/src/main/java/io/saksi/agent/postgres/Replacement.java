package io.saksi.agent.postgres;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts a finished directory in the place of the data directory. What was there and is ours is kept
 * as {@code NAME.saved-N}; of those, the newest {@value #KEPT} stay. One whose divergence was saved
 * goes to what was saved of it instead, and one that is half-rewound is of no use to anybody: its
 * WAL was saved before.
 */
final class Replacement {
  private static final int KEPT = 1;
  private static final String SAVED_MARKER = "saksi.saved";

  private final DataDirectory directory;
  private final RejoinWatch watch;

  Replacement(DataDirectory directory) {
    this(directory, RejoinWatch.NONE);
  }

  Replacement(DataDirectory directory, RejoinWatch watch) {
    this.directory = directory;
    this.watch = watch;
  }

  /**
   * @throws PostgresException unless nothing is there but what we left half-made
   */
  void requireNothingToLose() throws PostgresException {
    switch (directory.state()) {
      case DataDirectoryState.Absent _,
          DataDirectoryState.Empty _,
          DataDirectoryState.HalfMade _ -> {}
      case DataDirectoryState.Foreign(String what) -> throw directory.foreign(what);
      case DataDirectoryState.Complete _, DataDirectoryState.HalfRewound _ ->
          throw new PostgresException(
              directory.path() + " holds data of this node",
              "order its replacement if it is to be replaced: it was not touched");
    }
  }

  /**
   * @throws PostgresException if what is there is not ours
   */
  void requireOursOrNothing() throws PostgresException {
    if (directory.state() instanceof DataDirectoryState.Foreign(String what)) {
      throw directory.foreign(what);
    }
  }

  void moveIn(WorkArea work) throws IOException {
    moveIn(work, Optional.empty());
  }

  /**
   * @param aside the name under which the old directory is kept, on the same file system
   */
  void moveIn(WorkArea work, Optional<Path> aside) throws IOException {
    Path path = directory.path();
    if (Files.isDirectory(path) && DataDirectory.isEmpty(path)) {
      // Renamed over: the empty directory may be all that the administrator's permissions give us.
      DurableFiles.rename(work.data(), path);
    } else {
      if (Files.exists(path)) {
        moveAside(work, aside);
      }
      watch.at(RejoinStep.MOVED_ASIDE);
      DurableFiles.rename(work.data(), path);
    }
    DurableFiles.delete(directory.rewindMarker());
    watch.at(RejoinStep.MOVED_IN);
    work.remove();
    removeOldSaved();
  }

  private void moveAside(WorkArea work, Optional<Path> aside) throws IOException {
    Path path = directory.path();
    if (Files.exists(directory.rewindMarker())) {
      DurableFiles.rename(path, work.discarded());
    } else {
      DurableFiles.write(path.resolve(SAVED_MARKER), "moved aside by the saksi agent\n");
      DurableFiles.rename(path, aside.isPresent() ? aside.get() : nextSaved());
    }
  }

  private Path nextSaved() throws IOException {
    int highest = saved().stream().mapToInt(Saved::number).max().orElse(0);
    return sibling(".saved-" + Math.addExact(highest, 1));
  }

  private void removeOldSaved() throws IOException {
    List<Saved> saved = new ArrayList<>(saved());
    saved.removeIf(s -> !Files.exists(s.path().resolve(SAVED_MARKER)));
    for (Saved old : saved.subList(0, Math.max(0, saved.size() - KEPT))) {
      DurableFiles.deleteTree(old.path());
    }
  }

  private record Saved(Path path, int number) {}

  /** By name, the oldest first. */
  private List<Saved> saved() throws IOException {
    String prefix = directory.path().getFileName() + ".saved-";
    Pattern name = Pattern.compile(Pattern.quote(prefix) + "(\\d{1,9})");
    List<Saved> found = new ArrayList<>();
    try (DirectoryStream<Path> siblings =
        Files.newDirectoryStream(directory.path().getParent(), prefix + "*")) {
      for (Path sibling : siblings) {
        Matcher matcher = name.matcher(sibling.getFileName().toString());
        if (matcher.matches()) {
          found.add(new Saved(sibling, Integer.parseInt(matcher.group(1))));
        }
      }
    }
    found.sort(Comparator.comparingInt(Saved::number));
    return found;
  }

  private Path sibling(String suffix) {
    return directory.path().resolveSibling(directory.path().getFileName() + suffix);
  }
}
