package io.saksi.agent.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** This run of the machine. Moments, pids and files on tmpfs mean nothing in another one. */
public final class Boot {
  private static final Path ID = Path.of("/proc/sys/kernel/random/boot_id");

  private Boot() {}

  /** A random id, new at every boot; the same for all processes. */
  public static UUID id() {
    try {
      return UUID.fromString(Files.readString(ID).strip());
    } catch (IOException e) {
      throw new OsException("cannot read " + ID + "; is /proc mounted?", e);
    }
  }
}
