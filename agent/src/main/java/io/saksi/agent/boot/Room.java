package io.saksi.agent.boot;

import io.saksi.agent.os.DiskSpace;
import io.saksi.agent.postgres.InstanceConfig;
import io.saksi.agent.postgres.PostgresException;
import io.saksi.agent.postgres.PostgresInstance;
import io.saksi.agent.probe.Ballast;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes room on a volume that is almost full before this agent's Raft peer writes there. Its
 * watchdog ended the agent before, or will: with what can be spared gone, the next one lives.
 */
final class Room {
  private static final Logger LOG = LoggerFactory.getLogger(Room.class);

  /** As the watchdog has it, and the ballast. */
  static final long LITTLE = 32L << 20;

  private Room() {}

  /**
   * Gives up the ballast, then what was kept of divergences that nobody was told of.
   *
   * @param volume a directory on it
   * @param little bytes; nothing is done where so many are free
   */
  static void make(Path volume, PostgresInstance instance, long little) {
    try {
      if (DiskSpace.of(volume).usable() >= little) {
        return;
      }
      InstanceConfig config = instance.config();
      Ballast.giveUp(config.home(), config.dataDirectory().resolve("pg_wal"));
      long left = DiskSpace.of(volume).usable();
      if (left < little) {
        LOG.warn("only {} bytes are free: what nobody was told of makes room", left);
        instance.makeRoom(little);
      }
    } catch (IOException | PostgresException e) {
      LOG.warn("no room was made on a volume that is almost full: {}", e.getMessage());
    }
  }
}
