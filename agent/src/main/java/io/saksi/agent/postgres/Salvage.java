package io.saksi.agent.postgres;

import io.saksi.core.model.Lsn;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the WAL that a rewind or a clone drops, in {@code salvage/N} beside the data directory. An
 * entry has that name only when it is whole and on disk; a crash leaves {@code N.begun}, which the
 * next attempt removes. One that holds the same WAL already is used again.
 */
final class Salvage {
  static final String MARKER = "saksi.salvage";
  private static final String BEGUN = ".begun";
  private static final long RESERVE = 64L << 20;

  private final Context context;

  Salvage(Context context) {
    this.context = context;
  }

  /** What a data directory had beyond the fork. */
  record Entry(Path directory, int number) {
    Path report() {
      return directory.resolve(io.saksi.agent.divergence.ReportFile.NAME);
    }

    /** Which data directory's WAL it is, from where on; one that is damaged is nobody's. */
    String key() throws IOException {
      return Files.readString(directory.resolve(MARKER), StandardCharsets.ISO_8859_1).strip();
    }

    /** The whole data directory as it was. */
    Path copy() {
      return directory.resolve("data");
    }
  }

  /** Copies every segment of the timeline from the fork on, with the control file. */
  Entry save(String instance, int timeline, Lsn fork)
      throws IOException, PostgresException, InterruptedException {
    String key = instance + " " + timeline + " " + fork;
    Optional<Entry> known = find(key);
    if (known.isPresent()) {
      return known.get();
    }
    removeBegun();
    Path data = context.config().dataDirectory();
    ControlData control = ControlData.read(context.installation(), data);
    WalFiles wal = new WalFiles(data, control.walSegmentSize());
    Lsn first = wal.startOfSegment(fork);
    List<Path> files =
        wal.segments().stream()
            .filter(s -> s.timeline() >= timeline && s.start().isAtLeast(first))
            .map(WalFiles.Segment::file)
            .toList();
    requireSpace(files);
    int number = nextNumber();
    Path begun = root().resolve(number + BEGUN);
    DurableFiles.createPrivateDirectory(begun);
    copy(files, begun);
    copy(data.resolve("global").resolve("pg_control"), begun.resolve("pg_control"));
    DurableFiles.write(begun.resolve(MARKER), key + "\n");
    Path whole = root().resolve(Integer.toString(number));
    DurableFiles.rename(begun, whole);
    DurableFiles.write(lastNumber(), number + "\n");
    return new Entry(whole, number);
  }

  private void copy(List<Path> files, Path target) throws IOException {
    long done = 0;
    final long all = total(files);
    for (Path file : files) {
      copy(file, target.resolve(file.getFileName()));
      done += Files.size(file);
      context.watch().at(RejoinStep.SALVAGING);
      context.watch().progress(RejoinStep.SALVAGING, done, all);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to);
    try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private void requireSpace(List<Path> files) throws IOException, PostgresException {
    long needed = total(files) + RESERVE;
    if (free() < needed) {
      new Retention(context).makeRoom(needed);
    }
    long free = free();
    if (free < needed) {
      throw new PostgresException(
          "saving the WAL that the history lacks takes %d MB, and %s has %d MB"
              .formatted(needed >> 20, root(), free >> 20),
          "make room there, or look at what is kept (saksi divergence list) and remove it; nothing"
              + " was changed");
    }
  }

  /** Bytes that may still be written where divergences are kept. */
  long free() throws IOException {
    return Files.getFileStore(root()).getUsableSpace();
  }

  private static long total(List<Path> files) throws IOException {
    long total = 0;
    for (Path file : files) {
      total += Files.size(file);
    }
    return total;
  }

  /** Whole entries, the oldest first. */
  List<Entry> entries() throws IOException {
    DurableFiles.createPrivateDirectory(root());
    try (var found = Files.list(root())) {
      return found
          .filter(p -> p.getFileName().toString().matches("\\d{1,9}"))
          .filter(p -> Files.exists(p.resolve(MARKER)))
          .map(p -> new Entry(p, Integer.parseInt(p.getFileName().toString())))
          .sorted(Comparator.comparingInt(Entry::number))
          .toList();
    }
  }

  private Optional<Entry> find(String key) throws IOException {
    for (Entry entry : entries()) {
      if (entry.key().equals(key)) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  /** The number of what was removed is not given to another: people have noted it. */
  private int nextNumber() throws IOException {
    Path last = lastNumber();
    String text =
        Files.exists(last) ? Files.readString(last, StandardCharsets.ISO_8859_1).strip() : "0";
    // Damaged, it must not keep a node from coming back: at worst a number is given twice.
    int noted = text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    int highest = entries().stream().mapToInt(Entry::number).max().orElse(0);
    return Math.addExact(Math.max(noted, highest), 1);
  }

  private Path lastNumber() {
    return root().resolve("last");
  }

  private void removeBegun() throws IOException {
    try (var found = Files.list(root())) {
      for (Path path : found.toList()) {
        if (path.getFileName().toString().matches("\\d{1,9}" + "\\" + BEGUN)) {
          DurableFiles.deleteTree(path);
        }
      }
    }
  }

  Path root() {
    return context.config().home().resolve("salvage");
  }
}
