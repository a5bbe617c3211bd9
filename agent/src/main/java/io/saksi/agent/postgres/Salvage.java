package io.saksi.agent.postgres;

import io.saksi.core.model.Lsn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Keeps the WAL that a rewind drops, in {@code salvage/N} beside the data directory; the newest
 * {@value #KEPT} stay.
 */
final class Salvage {
  private static final int KEPT = 5;
  private static final String MARKER = "saksi.salvage";

  private final Context context;

  Salvage(Context context) {
    this.context = context;
  }

  /** Copies every segment of the timeline from the fork on, with the control file. */
  Path copy(int timeline, Lsn fork) throws IOException, PostgresException, InterruptedException {
    Path data = context.config().dataDirectory();
    ControlData control = ControlData.read(context.installation(), data);
    WalFiles wal = new WalFiles(data, control.walSegmentSize());
    Path target = next();
    Lsn first = wal.startOfSegment(fork);
    for (WalFiles.Segment segment : wal.segments()) {
      if (segment.timeline() >= timeline && segment.start().isAtLeast(first)) {
        Files.copy(segment.file(), target.resolve(segment.file().getFileName()));
      }
    }
    Files.copy(data.resolve("global").resolve("pg_control"), target.resolve("pg_control"));
    DurableFiles.write(
        target.resolve(MARKER), "WAL of timeline " + timeline + " beyond " + fork + "\n");
    removeOld();
    return target;
  }

  private Path next() throws IOException {
    int highest =
        numbered().stream()
            .mapToInt(p -> Integer.parseInt(p.getFileName().toString()))
            .max()
            .orElse(0);
    Path directory = root().resolve(Integer.toString(Math.addExact(highest, 1)));
    DurableFiles.createPrivateDirectory(directory);
    return directory;
  }

  private void removeOld() throws IOException {
    List<Path> ours = new ArrayList<>(numbered());
    ours.removeIf(directory -> !Files.exists(directory.resolve(MARKER)));
    for (Path old : ours.subList(0, Math.max(0, ours.size() - KEPT))) {
      DurableFiles.deleteTree(old);
    }
  }

  private List<Path> numbered() throws IOException {
    DurableFiles.createPrivateDirectory(root());
    try (var entries = Files.list(root())) {
      return entries
          .filter(p -> p.getFileName().toString().matches("\\d{1,9}"))
          .sorted(Comparator.comparingInt(p -> Integer.parseInt(p.getFileName().toString())))
          .toList();
    }
  }

  private Path root() {
    return context.config().home().resolve("salvage");
  }
}
