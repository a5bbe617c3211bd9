package io.saksi.agent.postgres;

import io.saksi.core.model.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gives a database back to whoever runs it without Saksi: it starts like any other again. What it
 * was before an adoption is put back; one that an agent made gets files of its own.
 *
 * <p>Blocks, for a minute or two at most. Until its last step, which is the removal of one file, it
 * can be done again, and the agent can start it as before.
 */
public final class Release {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final String REMEDY = "see the message, then run it again";

  /**
   * The role that made the database cluster cannot be dropped (its id is 10). It gets the name that
   * it would have by initdb's default, unless that is taken: then its owner may log in by "peer",
   * an agent can adopt it again, and pg_upgrade finds who it looks for. A session cannot rename its
   * own role, so another one does.
   */
  private static final String FORGET_AGENTS =
      """
      SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots \
      WHERE slot_name ~ '^saksi_';
      DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'saksi' AND oid = 10) AND \
      NOT EXISTS (SELECT FROM pg_roles WHERE rolname = @owner) THEN \
      CREATE ROLE saksi_leaving SUPERUSER; SET SESSION AUTHORIZATION saksi_leaving; \
      ALTER ROLE saksi PASSWORD NULL; EXECUTE format('ALTER ROLE saksi RENAME TO %I', @owner); \
      EXECUTE format('SET SESSION AUTHORIZATION %I', @owner); DROP ROLE saksi_leaving; \
      END IF; END $$;
      DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'saksi_repl') THEN \
      DROP OWNED BY saksi_repl; DROP ROLE saksi_repl; END IF; END $$;
      DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'saksi' AND oid <> 10) THEN \
      DROP OWNED BY saksi; DROP ROLE saksi; END IF; END $$;
      """;

  private final Context context;
  private final FormerFiles former;

  /**
   * @throws PostgresException if the secret cannot be used
   */
  public Release(PostgresInstallation installation, InstanceConfig config)
      throws PostgresException {
    context = Context.of(installation, config, RejoinOptions.DEFAULT, RejoinWatch.NONE);
    former = new FormerFiles(config.dataDirectory());
  }

  /**
   * Looks whether it can be given back.
   *
   * @throws PostgresException if not: why, and what to do
   */
  public void check() throws PostgresException, InterruptedException {
    context.directory().requireComplete();
    if (Files.exists(context.directory().standbySignal())) {
      throw new PostgresException(
          "this node was a standby: the primary has what it has, and more",
          "leave on the primary; a standby is taken out with saksi node remove, or by stopping it");
    }
    ControlData control = ControlData.read(context.installation(), data());
    if (!control.state().equals("shut down")) {
      throw new PostgresException(
          "PostgreSQL was not shut down in order, but is '" + control.state() + "'",
          "start the agent (systemctl start saksi), wait for it to lead, stop it again");
    }
  }

  /**
   * Does it.
   *
   * @param configuration the cluster's, which is kept beside the data directory, and is in force
   *     where no former files are put back
   * @return the file of settings that it starts with from now on
   */
  public Path release(Configuration.Content configuration)
      throws PostgresException, InterruptedException {
    check();
    try {
      forgetAgents();
      keep(configuration);
      Optional<Path> configFile = former.putBack();
      if (configFile.isEmpty()) {
        writeOwn(configuration.rules());
      }
      requireUnderstood(configFile);
      context.directory().letGo();
      former.forget();
      return configFile.orElse(data().resolve("postgresql.conf"));
    } catch (IOException e) {
      throw context.directory().failed("give back", e);
    }
  }

  private void forgetAgents() throws IOException, PostgresException, InterruptedException {
    SingleUser.configure(context);
    Commands.Result result = SingleUser.in(context, "postgres").input(forgetting()).run(BOUND);
    result.orThrow("dropping the agents' roles and slots", REMEDY);
    if (result.output().contains("ERROR:")) {
      throw new PostgresException(
          "dropping the agents' roles and slots failed: " + result.tail(), REMEDY);
    }
  }

  /** As whom PostgreSQL runs: whose the data directory is. */
  private String forgetting() throws IOException {
    String owner = Files.getOwner(data()).getName();
    return FORGET_AGENTS.replace("@owner", "'" + owner.replace("'", "''") + "'");
  }

  private void keep(Configuration.Content configuration) throws IOException {
    if (!configuration.parameters().isEmpty()) {
      DurableFiles.write(parameters(), ServerFiles.text(configuration));
    }
    if (!configuration.rules().isEmpty()) {
      String rules = String.join("\n", configuration.rules()) + "\n";
      DurableFiles.write(context.config().home().resolve("cluster_hba.conf"), rules);
    }
  }

  private Path parameters() {
    return context.config().home().resolve("cluster.conf");
  }

  /** As initdb leaves them, with what the cluster had. */
  private void writeOwn(List<String> rules) throws IOException {
    InstanceConfig config = context.config();
    DurableFiles.write(
        data().resolve("postgresql.conf"),
        """
        # Written by saksi leave, when this database was given back. Yours to change.
        include_if_exists %s
        include_if_exists %s
        listen_addresses = '%s'
        port = %d
        """
            .formatted(
                ServerFiles.quoted(parameters()),
                ServerFiles.quoted(config.userConfigFile()),
                config.listenAddress(),
                config.port()));
    DurableFiles.write(
        data().resolve("pg_hba.conf"),
        "# Written by saksi leave: the rules for clients that were in force.\n"
            + "local all all peer\n"
            + Stream.concat(rules.stream(), config.hbaRules().stream())
                .collect(Collectors.joining("\n", "", "\n")));
    DurableFiles.write(data().resolve("pg_ident.conf"), "");
  }

  private void requireUnderstood(Optional<Path> configFile)
      throws PostgresException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("-D", data().toString()));
    configFile.ifPresent(file -> arguments.addAll(List.of("-c", "config_file=" + file)));
    arguments.addAll(List.of("-C", "max_connections"));
    Commands.of(context.installation().program("postgres"), arguments)
        .run(BOUND)
        .orThrow("reading its settings", REMEDY);
  }

  private Path data() {
    return context.config().dataDirectory();
  }
}
