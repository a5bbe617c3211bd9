package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.LocalCheck;
import io.saksi.agent.doctor.Place;
import io.saksi.agent.doctor.Severity;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A full volume ends the Raft peer, and with it the lease. */
public final class SpaceCheck implements LocalCheck {
  private static final long LEAST = 512L << 20;
  private static final int PERCENT = 10;

  @Override
  public String subject() {
    return "free space";
  }

  @Override
  public boolean needsSettings() {
    return true;
  }

  @Override
  public List<Finding> examine(Place place) throws IOException {
    Set<Path> directories = new LinkedHashSet<>();
    for (Path path :
        List.of(
            place.agent().raftDirectory(),
            place.agent().dataDirectory(),
            place.agent().dataDirectory().resolve("pg_wal"))) {
      if (Files.isDirectory(path)) {
        directories.add(path.toRealPath());
      }
    }
    List<Finding> found = new ArrayList<>();
    for (Path directory : directories) {
      FileStore store = Files.getFileStore(directory);
      boolean little =
          store.getUsableSpace() < LEAST
              || store.getUsableSpace() < store.getTotalSpace() / 100 * PERCENT;
      if (little) {
        found.add(
            Finding.here(
                Severity.WARNING,
                "LITTLE_SPACE",
                (store.getUsableSpace() >> 20) + " MiB are left for " + directory,
                "make room, or a larger volume"));
      }
    }
    return found;
  }
}
