package io.saksi.agent.boot;

import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.postgres.DataDirectory;
import io.saksi.agent.postgres.PostgresException;
import io.saksi.core.command.Command;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Member;
import io.saksi.core.model.Settings;
import java.util.UUID;

/** What the founder writes to the log before anything else. */
final class FirstEntry {
  private FirstEntry() {}

  /**
   * Names the database that the founder brings, where its operator had one adopted.
   *
   * @throws PostgresException if the data directory cannot be read: then it is not known
   */
  static Command.CreateCluster of(AgentConfig config, UUID group) throws PostgresException {
    Member self = config.self();
    Member founder =
        new DataDirectory(config.dataDirectory(), config.node())
            .adopted()
            .map(self::withInstance)
            .orElse(self);
    return new Command.CreateCluster(
        new ClusterId(config.cluster(), group.toString()), Settings.DEFAULT, founder);
  }
}
