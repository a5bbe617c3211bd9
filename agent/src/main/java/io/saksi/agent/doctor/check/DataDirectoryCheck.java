package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.LocalCheck;
import io.saksi.agent.doctor.Place;
import io.saksi.agent.doctor.Severity;
import io.saksi.agent.postgres.ControlData;
import io.saksi.agent.postgres.DataDirectory;
import io.saksi.agent.postgres.DataDirectoryState;
import io.saksi.agent.postgres.PostgresException;
import io.saksi.agent.postgres.PostgresInstallation;
import java.io.IOException;
import java.util.List;

/** Whether the data is whole and this node's, and notices rot. */
public final class DataDirectoryCheck implements LocalCheck {
  @Override
  public String subject() {
    return "the data directory";
  }

  @Override
  public boolean needsSettings() {
    return true;
  }

  @Override
  public List<Finding> examine(Place place) throws IOException {
    if (place.agent().postgres().isEmpty()) {
      return List.of();
    }
    try {
      DataDirectoryState state =
          new DataDirectory(place.agent().dataDirectory(), place.agent().node()).state();
      return switch (state) {
        case DataDirectoryState.Foreign foreign ->
            List.of(
                Finding.here(
                    Severity.DANGER,
                    "FOREIGN_DATA",
                    place.agent().dataDirectory() + " is not this node's: " + foreign.what(),
                    "name another --data-dir, or move it away"));
        case DataDirectoryState.HalfRewound _ ->
            List.of(
                Finding.here(
                    Severity.WARNING,
                    "HALF_REWOUND",
                    "a rewind of " + place.agent().dataDirectory() + " did not end",
                    "start the agent: it clones the data anew"));
        case DataDirectoryState.Complete _ -> control(place);
        case DataDirectoryState.Absent _,
            DataDirectoryState.Empty _,
            DataDirectoryState.HalfMade _ ->
            List.of();
      };
    } catch (PostgresException e) {
      throw new IOException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Without the secret, which may be what is wrong. */
  private static List<Finding> control(Place place) throws PostgresException, InterruptedException {
    ControlData control =
        ControlData.read(
            PostgresInstallation.find(place.agent().postgresBinaries()),
            place.agent().dataDirectory());
    return control.dataChecksums()
        ? List.of()
        : List.of(
            Finding.here(
                Severity.ADVICE,
                "NO_CHECKSUMS",
                "the data pages carry no checksums: a disk that returns other data than it was"
                    + " given is not noticed",
                "pg_checksums --enable on each node in turn, its agent stopped, the primary last"
                    + " after a switchover"));
  }
}
