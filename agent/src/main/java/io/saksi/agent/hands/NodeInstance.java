package io.saksi.agent.hands;

import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.postgres.Adoption;
import io.saksi.agent.postgres.InstanceConfig;
import io.saksi.agent.postgres.PostgresException;
import io.saksi.agent.postgres.PostgresInstallation;
import io.saksi.agent.postgres.PostgresInstance;
import io.saksi.agent.postgres.RejoinWatch;
import io.saksi.agent.postgres.Release;
import java.util.Map;

/** The PostgreSQL that an agent's settings describe. */
public final class NodeInstance {
  private NodeInstance() {}

  /**
   * Touches nothing yet.
   *
   * @param config of a data node
   * @throws PostgresException if PostgreSQL's programs are not there, or the secret cannot be used
   * @throws IllegalArgumentException for settings that PostgreSQL cannot have
   */
  public static PostgresInstance of(AgentConfig config, RejoinWatch watch)
      throws PostgresException, InterruptedException {
    return PostgresInstance.of(
        PostgresInstallation.find(config.postgresBinaries()),
        instanceConfig(config),
        config.rejoin(),
        watch);
  }

  /**
   * For a database that was there before the node, in its data directory.
   *
   * @throws PostgresException if PostgreSQL's programs are not there, or the secret cannot be used
   */
  public static Adoption adoption(AgentConfig config)
      throws PostgresException, InterruptedException {
    return new Adoption(
        PostgresInstallation.find(config.postgresBinaries()), instanceConfig(config));
  }

  /**
   * For the end of the cluster.
   *
   * @throws PostgresException if PostgreSQL's programs are not there, or the secret cannot be used
   */
  public static Release release(AgentConfig config) throws PostgresException, InterruptedException {
    return new Release(
        PostgresInstallation.find(config.postgresBinaries()), instanceConfig(config));
  }

  private static InstanceConfig instanceConfig(AgentConfig config) {
    var listen = config.postgres().orElseThrow();
    return new InstanceConfig(
        config.node(),
        config.dataDirectory(),
        config.runDirectory().resolve("pg"),
        // A virtual address is not there yet when PostgreSQL starts; the gate says who gets in.
        config.vips().isEmpty() ? listen.host() : "*",
        listen.port(),
        config.secretFile(),
        config.clientHbaRules(),
        config.logicalReplication() ? Map.of("wal_level", "logical") : Map.of(),
        config.archives());
  }
}
