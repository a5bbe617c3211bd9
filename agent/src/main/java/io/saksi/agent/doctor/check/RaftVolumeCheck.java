package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.LocalCheck;
import io.saksi.agent.doctor.Place;
import io.saksi.agent.doctor.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** WAL that fills its volume takes the Raft log with it where both are on one. */
public final class RaftVolumeCheck implements LocalCheck {
  @Override
  public String subject() {
    return "the volume of the Raft log";
  }

  @Override
  public boolean needsSettings() {
    return true;
  }

  @Override
  public List<Finding> examine(Place place) throws IOException {
    Path raft = place.agent().raftDirectory();
    Path data = place.agent().dataDirectory();
    boolean shared =
        Files.isDirectory(raft)
            && Files.isDirectory(data)
            && Files.getFileStore(raft).equals(Files.getFileStore(data));
    return shared
        ? List.of(
            Finding.here(
                Severity.ADVICE,
                "RAFT_SHARES_VOLUME",
                raft + " and " + data + " are on one file system",
                "mount a small one (1 GB) at "
                    + raft
                    + ": a disk that PostgreSQL fills or stalls"
                    + " then does not cost the lease"))
        : List.of();
  }
}
