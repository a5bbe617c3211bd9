package io.saksi.agent.postgres;

import io.saksi.core.model.InstanceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a database cluster that was there before this node's: its data stays where and as it is,
 * its settings and rules for clients are taken over, and from then on only the agent starts it.
 * Everything up to the last step can be done again, and leaves a server that starts as before.
 *
 * <p>All methods block, for about their bound, and throw {@link PostgresException} with what to do.
 */
public final class Adoption {
  private static final Duration READ_WITHIN = Duration.ofSeconds(60);
  private static final Duration STOP_WITHIN = Duration.ofMinutes(2);
  private static final String REMEDY = "nothing was changed; see the message, then run it again";
  private static final String CLEANLY_STOPPED = "shut down";

  /** Whatever its own files say: what goes wrong is told here, and passwords are told nowhere. */
  private static final List<String> SINGLE_USER =
      List.of(
          "exit_on_error=on",
          "default_transaction_read_only=off",
          "logging_collector=off",
          "log_destination=stderr",
          "log_statement=none",
          "log_min_duration_statement=-1");

  private static final Pattern CONFIG_FILE =
      Pattern.compile("\"(?:-c\"? \"?|--)config[_-]file=([^\"]+)\"");

  private final Context context;
  private final PostgresServer server;
  private final FormerFiles former;

  /**
   * @param config of the node that is to have it; its data directory is somebody else's still
   * @throws PostgresException if the secret cannot be used
   */
  public Adoption(PostgresInstallation installation, InstanceConfig config)
      throws PostgresException {
    context = Context.of(installation, config, RejoinOptions.DEFAULT, RejoinWatch.NONE);
    server = new PostgresServer(context);
    former = new FormerFiles(config.dataDirectory());
  }

  /**
   * What would be, or was, taken over.
   *
   * @param configFile that PostgreSQL was started with
   * @param userConfig the new {@code user.conf}
   * @param ownedByAgent settings that the agent sets itself
   * @param clientRules lines of {@code pg_hba.conf} for clients
   * @param rulesLeftOut with the reasons
   * @param archives whether it archives WAL
   * @param decodesLogically whether it has {@code wal_level = logical}
   * @param port where it listened, if its file says so
   * @param checksums whether its pages bear them
   * @param roles of the agents that an adoption which was broken off has made
   */
  public record Takeover(
      Path configFile,
      String userConfig,
      List<String> ownedByAgent,
      List<String> clientRules,
      List<String> rulesLeftOut,
      boolean archives,
      boolean decodesLogically,
      Optional<String> port,
      boolean checksums,
      List<String> roles) {
    public Takeover {
      ownedByAgent = List.copyOf(ownedByAgent);
      clientRules = List.copyOf(clientRules);
      rulesLeftOut = List.copyOf(rulesLeftOut);
      roles = List.copyOf(roles);
    }
  }

  /** Whether a server runs there. */
  public boolean isRunning() throws PostgresException {
    return server.adopt().isPresent();
  }

  /**
   * The file of settings that its server was last started with, by its {@code postmaster.opts}:
   * Debian's are not in the data directory.
   */
  public Path configFile() throws PostgresException {
    Path own = data().resolve("postgresql.conf");
    Path options = data().resolve("postmaster.opts");
    try {
      Matcher named =
          CONFIG_FILE.matcher(Files.exists(options) ? Files.readString(options).strip() : "");
      return named.find() ? data().resolve(named.group(1)) : own;
    } catch (IOException e) {
      throw context.directory().failed("read", e);
    }
  }

  /** Shuts a running server down as its owner would: its sessions end, its standbys get it all. */
  public void stop() throws PostgresException, InterruptedException {
    String within = Long.toString(STOP_WITHIN.toSeconds());
    Commands.of(
            context.installation().program("pg_ctl"),
            List.of("stop", "-D", data().toString(), "-m", "fast", "-w", "-t", within))
        .run(STOP_WITHIN.plus(READ_WITHIN))
        .orThrow("stopping PostgreSQL in " + data(), "stop it yourself, then run it again");
  }

  /**
   * Looks at a stopped one, and changes nothing but what an adoption has that was broken off in its
   * last step: that is put back.
   *
   * @throws PostgresException also where it cannot be adopted: the message says why
   */
  public Takeover look(Path configFile) throws PostgresException, InterruptedException {
    ControlData control = requireAdoptable();
    putBackWhatWasBrokenOff();
    ForeignSettings settings = settings(configFile);
    if (!settings.roles().isEmpty() && !Files.exists(rolesMarker())) {
      throw new PostgresException(
          "it has a role '" + settings.roles().getFirst() + "', which is the agents' own name",
          "start it as before and rename that role: ALTER ROLE … RENAME TO …");
    }
    HbaRules.Sorted rules = rules(configFile);
    return new Takeover(
        configFile,
        settings.userConfig(),
        settings.leftOut(),
        rules.kept(),
        rules.leftOut(),
        settings.value(OwnedSettings.ARCHIVE_MODE).filter(mode -> !mode.equals("off")).isPresent(),
        settings.value(OwnedSettings.WAL_LEVEL).filter("logical"::equals).isPresent(),
        settings.value("port"),
        control.dataChecksums(),
        settings.roles());
  }

  private void putBackWhatWasBrokenOff() throws PostgresException {
    try {
      if (context.directory().isHalfAdopted()) {
        Optional<Path> _ = former.putBack();
      }
    } catch (IOException e) {
      throw context.directory().failed("put back what was in", e);
    }
  }

  private ControlData requireAdoptable() throws PostgresException, InterruptedException {
    switch (context.directory().state()) {
      case DataDirectoryState.Foreign _ -> {}
      case DataDirectoryState.Complete _ ->
          throw refusal("it is this node's already", "start the agent: systemctl start saksi");
      case DataDirectoryState.Absent _, DataDirectoryState.Empty _ ->
          throw refusal(
              "there is no database", "name its data directory with --data-dir in agent.conf");
      case DataDirectoryState.HalfMade _, DataDirectoryState.HalfRewound _ ->
          throw refusal("it is what an agent left half-made", "name another data directory");
    }
    for (String mark : List.of("saksi.instance", "standby.signal", "recovery.signal")) {
      if (Files.exists(data().resolve(mark))) {
        throw refusal(
            mark.equals("saksi.instance")
                ? "it belongs to a node of a Saksi cluster"
                : "it is a standby, or a restore under way (" + mark + ")",
            "adopt the primary; what was its standby joins with an empty directory: saksi join");
      }
    }
    requireParent();
    requireVersion();
    ControlData control = ControlData.read(context.installation(), data());
    if (!control.state().equals(CLEANLY_STOPPED)) {
      throw refusal(
          "it was not shut down in order, but is '" + control.state() + "'",
          "start it as before, then stop it: pg_ctl stop -m fast");
    }
    return control;
  }

  private void requireVersion() throws PostgresException {
    try {
      String major = Files.readString(data().resolve("PG_VERSION")).strip();
      if (!major.equals(Integer.toString(context.installation().majorVersion()))) {
        throw refusal(
            "it is of PostgreSQL "
                + major
                + ", and "
                + context.installation().binDirectory()
                + " is of another version",
            "name its programs in agent.conf, for example --postgres-bin=/usr/lib/postgresql/"
                + major
                + "/bin");
      }
    } catch (IOException e) {
      throw refusal("it has no readable PG_VERSION (" + e.getMessage() + ")", REMEDY);
    }
  }

  /** Clones and rewinds put directories beside it, and rename. */
  private void requireParent() throws PostgresException {
    Path parent = context.config().home();
    try {
      boolean sameVolume = Files.getFileStore(parent).equals(Files.getFileStore(data()));
      if (!Files.isWritable(parent) || !sameVolume) {
        throw refusal(
            "its parent "
                + parent
                + (sameVolume
                    ? " cannot be written by this user"
                    : " is on another volume: the data directory is a mount point"),
            "move the data into a subdirectory of a directory of this user's, on its volume");
      }
    } catch (IOException e) {
      throw context.directory().failed("read", e);
    }
  }

  private PostgresException refusal(String what, String remedy) {
    return new PostgresException(data() + " cannot be adopted: " + what, remedy);
  }

  private ForeignSettings settings(Path configFile) throws PostgresException, InterruptedException {
    ForeignSettings settings = new ForeignSettings();
    String sql = ForeignSettings.QUERY + "\n" + ForeignSettings.ROLES + "\n";
    single(configFile, sql, settings::read, "reading the settings");
    if (settings.isEmpty()) {
      throw refusal(
          configFile + " sets nothing, as PostgreSQL reads it",
          "name the file that its server was started with: --config-file");
    }
    return settings;
  }

  private void single(
      Path configFile, String sql, java.util.function.Consumer<String> lines, String what)
      throws PostgresException, InterruptedException {
    List<String> problems = new ArrayList<>();
    List<String> arguments =
        new ArrayList<>(
            List.of("--single", "-D", data().toString(), "-c", "config_file=" + configFile));
    SINGLE_USER.forEach(setting -> arguments.addAll(List.of("-c", setting)));
    arguments.add("postgres");
    Commands.of(context.installation().program("postgres"), arguments)
        .input(sql)
        .onLine(line -> {
          lines.accept(line);
          if (line.contains("ERROR:")) {
            problems.add(line);
          }
        })
        .run(READ_WITHIN)
        .orThrow(what + " of " + data(), REMEDY);
    if (!problems.isEmpty()) {
      throw new PostgresException(what + " failed: " + problems.getFirst(), REMEDY);
    }
  }

  private HbaRules.Sorted rules(Path configFile) throws PostgresException, InterruptedException {
    String file =
        Commands.of(
                context.installation().program("postgres"),
                "-D",
                data().toString(),
                "-c",
                "config_file=" + configFile,
                "-C",
                "hba_file")
            .run(READ_WITHIN)
            .orThrow("asking for pg_hba.conf", REMEDY)
            .lines()
            .toList()
            .getLast();
    try {
      return HbaRules.sort(Path.of(file.strip()));
    } catch (IllegalArgumentException e) {
      throw new PostgresException(e.getMessage(), REMEDY, e);
    }
  }

  /**
   * Does it. What was in the data directory and is replaced is kept beside it first.
   *
   * @param takeover as it was looked at
   * @return where the former files are kept
   */
  public Path adopt(Takeover takeover) throws PostgresException, InterruptedException {
    ControlData _ = requireAdoptable();
    try {
      former.keep(takeover.configFile());
      writeOnce(context.config().userConfigFile(), takeover.userConfig());
      writeOnce(clientRulesFile(), String.join("\n", takeover.clientRules()) + "\n");
      requireUnderstood();
      DurableFiles.write(rolesMarker(), "made by saksi adopt\n");
      int version = context.installation().majorVersion();
      String roles = OwnRoles.all(context.secrets(), version, takeover.roles());
      single(takeover.configFile(), roles, _ -> {}, "creating the agents' roles");
      InstanceId _ = context.directory().identifyAdopted();
      return former.directory();
    } catch (IOException e) {
      throw context.directory().failed("adopt", e);
    }
  }

  /** Where the rules for clients go: {@code --client-hba-file}. */
  public Path clientRulesFile() {
    return context.config().home().resolve("client_hba.conf");
  }

  private Path rolesMarker() {
    return former.directory().resolve("roles");
  }

  /** A setting that PostgreSQL would not start with is to be found while nothing is changed. */
  private void requireUnderstood() throws PostgresException, InterruptedException {
    Commands.of(
            context.installation().program("postgres"),
            "-D",
            data().toString(),
            "-c",
            "config_file=" + context.config().userConfigFile(),
            "-C",
            "max_connections")
        .run(READ_WITHIN)
        .orThrow("reading " + context.config().userConfigFile(), REMEDY);
  }

  /** A file of that name that says something else is an operator's. */
  private void writeOnce(Path file, String content) throws IOException, PostgresException {
    if (Files.exists(file) && !Files.readString(file).equals(content)) {
      throw new PostgresException(
          file + " is there already, and says something else",
          "move it away; nothing of the database was changed");
    }
    DurableFiles.write(file, content);
  }

  private Path data() {
    return context.config().dataDirectory();
  }
}
