package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.LocalCheck;
import io.saksi.agent.doctor.Place;
import io.saksi.agent.doctor.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What must not survive a reboot is in memory: the guard's file too, which must never wait. */
public final class RunDirectoryCheck implements LocalCheck {
  @Override
  public String subject() {
    return "the run directory";
  }

  @Override
  public boolean needsSettings() {
    return true;
  }

  @Override
  public List<Finding> examine(Place place) throws IOException {
    Path directory = place.agent().runDirectory();
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    String type = Files.getFileStore(directory).type();
    return type.equals("tmpfs") || type.equals("ramfs")
        ? List.of()
        : List.of(
            Finding.here(
                Severity.DANGER,
                "RUN_DIRECTORY_ON_DISK",
                directory
                    + " is on "
                    + type
                    + ": it survives a reboot, and a stalled disk stalls"
                    + " the guard",
                "put --run-dir on tmpfs, below /run"));
  }
}
