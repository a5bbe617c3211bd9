package io.saksi.agent.postgres;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A copy of the data directory as it was before the rewind, for people who need whole rows. Shares
 * blocks with the original where the file system can; else it is made only while there is space,
 * and of what is not too large to be waited for. The saved WAL and the report do not depend on it.
 */
final class KeptCopy {
  private static final Logger LOG = LoggerFactory.getLogger(KeptCopy.class);
  private static final long RESERVE = 1L << 30;
  private static final long RESERVE_PER_CENT = 10;

  private final Context context;

  KeptCopy(Context context) {
    this.context = context;
  }

  void make(Salvage.Entry entry, Deadline deadline) throws IOException, InterruptedException {
    Path copy = entry.copy();
    if (Files.exists(copy)) {
      return;
    }
    Path data = context.config().dataDirectory();
    try (var tablespaces = Files.list(data.resolve("pg_tblspc"))) {
      if (tablespaces.findAny().isPresent()) {
        LOG.info("{} has tablespaces elsewhere: no copy of it is kept", data);
        return;
      }
    }
    Path begun = entry.directory().resolve("data.begun");
    DurableFiles.deleteTree(begun);
    if (copied(List.of("--archive", "--reflink=always"), data, begun, deadline)
        || (isAffordable(data) && copied(List.of("--archive"), data, begun, deadline))) {
      DurableFiles.rename(begun, copy);
      LOG.info("the data directory as it was is kept in {}", copy);
    } else {
      DurableFiles.deleteTree(begun);
      LOG.info("no copy of {} is kept: it is too large, or there is too little space", data);
    }
  }

  private boolean copied(List<String> options, Path from, Path to, Deadline deadline)
      throws IOException, InterruptedException {
    DurableFiles.deleteTree(to);
    try {
      List<String> arguments = new java.util.ArrayList<>(options);
      arguments.addAll(List.of("--", from.toString(), to.toString()));
      return Commands.of(Path.of("cp"), arguments).run(deadline.remaining()).succeeded();
    } catch (PostgresException e) {
      LOG.warn("copying {}: {}", from, e.getMessage());
      return false;
    }
  }

  private boolean isAffordable(Path data) throws IOException {
    long size = sizeOf(data);
    var store = Files.getFileStore(data);
    long reserve = Math.max(RESERVE, store.getTotalSpace() / 100 * RESERVE_PER_CENT);
    return size <= context.options().copyLimit() && store.getUsableSpace() - size > reserve;
  }

  static long sizeOf(Path root) throws IOException {
    long[] size = {0};
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            size[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }
        });
    return size[0];
  }
}
