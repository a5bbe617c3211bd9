package io.saksi.agent.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Room for a clone beside what is there. Only what is of no use makes way: the leavings of an
 * earlier attempt, and a half-rewound directory, whose WAL was saved before its rewind began.
 */
final class CloneSpace {
  private static final long RESERVE = 256L << 20;

  private final DataDirectory directory;

  CloneSpace(Context context) {
    this.directory = context.directory();
  }

  void require(long size) throws IOException, PostgresException {
    long needed = size + size / 20 + RESERVE;
    if (free() >= needed) {
      return;
    }
    directory.work().remove();
    if (free() < needed && Files.exists(directory.rewindMarker())) {
      DurableFiles.deleteTree(directory.path());
    }
    if (free() < needed) {
      throw new PostgresException(
          "a clone takes about %d MB beside what is there, and %s has %d MB"
              .formatted(needed >> 20, home(), free() >> 20),
          "make room: 'saksi divergence list' shows what is kept; the data directory is not"
              + " deleted, for it may be the only copy of something");
    }
  }

  private long free() throws IOException {
    return Files.getFileStore(home()).getUsableSpace();
  }

  private Path home() {
    return directory.path().getParent();
  }
}
