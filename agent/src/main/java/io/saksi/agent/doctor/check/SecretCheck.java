package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.LocalCheck;
import io.saksi.agent.doctor.Place;
import io.saksi.agent.doctor.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Who can read it may give orders, and is a superuser of every database. */
public final class SecretCheck implements LocalCheck {
  private static final Set<PosixFilePermission> OWNERS =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private static final int SHORTEST = 16;

  @Override
  public String subject() {
    return "the cluster's secret";
  }

  @Override
  public boolean needsSettings() {
    return true;
  }

  @Override
  public List<Finding> examine(Place place) throws IOException {
    Path file = place.agent().secretFile();
    Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
    List<Finding> found = new ArrayList<>();
    if (!OWNERS.containsAll(rights)) {
      found.add(
          Finding.here(
              Severity.DANGER,
              "SECRET_READABLE",
              file + " has the rights " + PosixFilePermissions.toString(rights),
              "chmod 600 " + file + ", and make a new secret if others may have read it"));
    }
    if (Files.size(file) < SHORTEST) {
      found.add(
          Finding.here(
              Severity.DANGER,
              "SECRET_SHORT",
              file + " has " + Files.size(file) + " bytes",
              "make one that nobody guesses: head -c 32 /dev/urandom | base64"));
    }
    return found;
  }
}
