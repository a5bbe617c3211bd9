package io.saksi.agent.config;

import io.saksi.agent.fence.FenceConfig;
import io.saksi.agent.fence.FenceConfigException;
import io.saksi.agent.hook.HookConfig;
import io.saksi.agent.postgres.HbaRules;
import io.saksi.agent.postgres.RejoinOptions;
import io.saksi.agent.probe.Ballast;
import io.saksi.agent.vip.VipConfig;
import io.saksi.agent.vip.VipOptions;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of {@code saksi agent}. Everything that is wrong with them is said at once. */
public final class AgentOptions {
  @Option(
      names = "--cluster",
      required = true,
      paramLabel = "NAME",
      description = "The cluster's name.")
  private String cluster;

  @Option(
      names = "--node",
      required = true,
      paramLabel = "NAME",
      description = "This node's name: a to z, 0 to 9, '-' and '_', a letter first.")
  private String node;

  @Option(
      names = "--home",
      required = true,
      paramLabel = "DIR",
      description =
          "Where this node keeps what must survive: the Raft log, its promises, the data"
              + " directory.")
  private Path home;

  @Option(
      names = "--run-dir",
      required = true,
      paramLabel = "DIR",
      description =
          "Where it keeps what must not survive a reboot: generated configuration, the guard's"
              + " file. On tmpfs, at most 80 characters long.")
  private Path runDirectory;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "PostgreSQL's data directory (default: HOME/data).")
  private Path dataDirectory;

  @Option(
      names = "--listen",
      required = true,
      paramLabel = "HOST:PORT",
      description =
          "Where this agent listens for other agents and for operators; as the others reach it.")
  private String listen;

  @Option(
      names = "--raft-listen",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Where its Raft peer listens; as the others reach it.")
  private String raftListen;

  @Option(
      names = "--postgres-listen",
      paramLabel = "HOST:PORT",
      description = "Where its PostgreSQL listens; as clients and the other nodes reach it.")
  private String postgresListen;

  @Option(
      names = "--http-listen",
      paramLabel = "HOST:PORT",
      description =
          "Where it answers HTTP for load balancers, probes and Prometheus: Patroni's paths,"
              + " read-only, to everybody who reaches it (default: nowhere; port 8008 is usual;"
              + " docs/http.md).")
  private String httpListen;

  @Option(names = "--witness", description = "This node has no PostgreSQL: it only votes.")
  private boolean witness;

  @Option(
      names = "--postgres-bin",
      paramLabel = "DIR",
      description = "PostgreSQL's programs (default: the newest found, 14 or newer).")
  private Path postgresBinaries;

  @Option(
      names = "--priority",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "Among equally suitable candidates the higher becomes primary; 0 means never (default:"
              + " ${DEFAULT-VALUE}).")
  private int priority;

  @Option(
      names = "--seed",
      split = ",",
      paramLabel = "HOST:PORT",
      description = "Agents of the cluster to join; needed until this node has joined.")
  private List<String> seeds = new ArrayList<>();

  @Option(
      names = "--seed-timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "How long to wait for a seed that knows the cluster (default: ${DEFAULT-VALUE}).")
  private int seedTimeoutSeconds;

  @Option(
      names = "--bootstrap",
      description =
          "Found a new cluster with this node as its first. Once; later starts find it done.")
  private boolean bootstrap;

  @Option(
      names = "--bootstrap-sql",
      paramLabel = "FILE",
      description =
          "With --bootstrap: SQL for the new database cluster, one statement a line, for the first"
              + " roles and databases. Runs as superuser, once, before anybody can connect.")
  private Path bootstrapSql;

  @Option(
      names = "--secret-file",
      required = true,
      paramLabel = "FILE",
      description = "The cluster's secret, the same on every node; readable by its owner only.")
  private Path secretFile;

  @Option(
      names = "--tls-dir",
      paramLabel = "DIR",
      description =
          "This node's certificate and key and the cluster's authority (tls.crt, tls.key, ca.crt):"
              + " connections between agents and to them are then encrypted, and both ends show who"
              + " they are (default: connections are plain; SECURITY.md).")
  private Path tlsDirectory;

  @Option(
      names = "--client-hba",
      paramLabel = "RULE",
      description =
          "A pg_hba.conf line for clients; repeatable (default: host all all all scram-sha-256).")
  private List<String> clientHbaRules = new ArrayList<>();

  @Option(
      names = "--client-hba-file",
      paramLabel = "FILE",
      description =
          "A file of pg_hba.conf lines for clients, instead of --client-hba; read when the agent"
              + " starts. They stand after the agents' own; none may be for replication.")
  private Path clientHbaFile;

  @Option(
      names = "--logical-replication",
      description =
          "wal_level=logical; from PostgreSQL 17 on failover slots are kept on the standbys too.")
  private boolean logicalReplication;

  @Option(
      names = "--archiving",
      description =
          "archive_mode=on. What archives is yours to say, on every node, in user.conf"
              + " (archive_command, or archive_library); it runs on the open primary alone.")
  private boolean archiving;

  @Option(
      names = "--hung-after",
      paramLabel = "SECONDS",
      defaultValue = "6",
      description =
          "How long nothing has to get through, no commit of a probe and nobody's WAL, before a"
              + " primary counts as hung and is failed over (default: ${DEFAULT-VALUE}).")
  private int hungAfterSeconds;

  @Option(
      names = "--ballast",
      paramLabel = "SIZE",
      defaultValue = "auto",
      description =
          "A file on the WAL's volume that is removed when the volume is almost full: a size such"
              + " as 256MB, 'off', or 'auto', a hundredth of the volume and at most 64MB (default:"
              + " ${DEFAULT-VALUE}).")
  private String ballast;

  @Option(
      names = "--keep-divergences",
      paramLabel = "COUNT",
      description =
          "How much is kept of what this node had and the history has not (default:"
              + " ${DEFAULT-VALUE} times). What may hold acknowledged commits stays until you"
              + " remove it.")
  private int keepDivergences = RejoinOptions.DEFAULT.keepCount();

  @Option(
      names = "--keep-divergences-days",
      paramLabel = "DAYS",
      description = "And for how long (default: ${DEFAULT-VALUE}).")
  private int keepDays = (int) RejoinOptions.DEFAULT.keepFor().toDays();

  @Option(
      names = "--keep-copy-mb",
      paramLabel = "MB",
      description =
          "Copy the data directory before a rewind if it is no larger than this, where the file"
              + " system cannot share blocks (default: ${DEFAULT-VALUE}; 0: never).")
  private int keepCopyMegabytes = (int) (RejoinOptions.DEFAULT.copyLimit() >> 20);

  @Option(
      names = "--clone-rate",
      paramLabel = "KB",
      description =
          "The most that a clone reads from its source, in kB per second: 32 to 1048576 (default:"
              + " no limit).")
  private int cloneRate = RejoinOptions.DEFAULT.cloneRate();

  @ArgGroup(exclusive = false, heading = "%nVirtual addresses (docs/vip.md):%n")
  private VipOptions vips = new VipOptions();

  @Option(
      names = "--fence-file",
      paramLabel = "FILE",
      description =
          "How the machines of the other nodes are turned off, a section for each: with ClusterLabs"
              + " fence agents, or a command of yours (default: none; docs/fencing.md).")
  private Path fenceFile;

  @Option(
      names = "--hooks-dir",
      paramLabel = "DIR",
      description =
          "Programs to run when roles change, in a directory for each point: before-switchover,"
              + " before-change, before-demote, before-promote, after-promote, after-demote,"
              + " after-change (default: none; docs/hooks.md).")
  private Path hooksDirectory;

  @Option(
      names = "--hook-timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "How long one of them may take before it is killed (default: ${DEFAULT-VALUE}).")
  private int hookTimeoutSeconds;

  /**
   * The validated settings.
   *
   * @throws InvalidOptions naming every mistake
   */
  public AgentConfig toConfig() throws InvalidOptions {
    List<String> mistakes = new ArrayList<>();
    Optional<NodeId> name = parse(mistakes, "--node", node, NodeId::new);
    Optional<Endpoint> agent = parse(mistakes, "--listen", listen, Endpoint::parse);
    Optional<Endpoint> raft = parse(mistakes, "--raft-listen", raftListen, Endpoint::parse);
    Optional<Endpoint> postgres =
        postgresListen == null
            ? Optional.empty()
            : parse(mistakes, "--postgres-listen", postgresListen, Endpoint::parse);
    Optional<Endpoint> http =
        httpListen == null
            ? Optional.empty()
            : parse(mistakes, "--http-listen", httpListen, Endpoint::parse);
    agent.ifPresent(at -> checkAddress(mistakes, "--listen", at));
    postgres.ifPresent(at -> checkAddress(mistakes, "--postgres-listen", at));
    List<Endpoint> known = new ArrayList<>();
    seeds.forEach(s -> parse(mistakes, "--seed", s, Endpoint::parse).ifPresent(known::add));
    check(mistakes, !cluster.isBlank() && cluster.length() <= 40, "--cluster: 1 to 40 characters");
    check(
        mistakes,
        witness == (postgresListen == null),
        "give either --postgres-listen or, for a node without PostgreSQL, --witness");
    check(mistakes, !(witness && bootstrap), "--bootstrap: the first node has to hold data");
    check(
        mistakes,
        seedTimeoutSeconds >= 1 && seedTimeoutSeconds <= 86_400,
        "--seed-timeout: 1 to 86400 seconds");
    check(
        mistakes,
        hungAfterSeconds >= 3 && hungAfterSeconds <= 600,
        "--hung-after: 3 to 600 seconds; a checkpoint on a slow disk may hold commits for seconds");
    check(
        mistakes,
        clientHbaFile == null || clientHbaRules.isEmpty(),
        "--client-hba-file: give the file or --client-hba, not both");
    clientHbaRules.forEach(rule ->
        HbaRules.mistake(rule).ifPresent(mistake -> mistakes.add("--client-hba: " + mistake)));
    List<String> rules =
        clientHbaFile == null
            ? clientHbaRules
            : parse(
                    mistakes,
                    "--client-hba-file",
                    clientHbaFile.toString(),
                    file -> HbaRules.read(Path.of(file)))
                .orElse(List.of());
    Optional<Ballast> kept = parse(mistakes, "--ballast", ballast, Ballast::parse);
    check(
        mistakes,
        http.isEmpty() || Stream.of(agent, raft, postgres).noneMatch(http::equals),
        "--http-listen: an address and port that none of the other listeners has");
    check(
        mistakes,
        hooksDirectory == null || Files.isDirectory(hooksDirectory),
        "--hooks-dir: " + hooksDirectory + " is no directory");
    check(
        mistakes,
        hookTimeoutSeconds >= 1 && hookTimeoutSeconds <= 600,
        "--hook-timeout: 1 to 600 seconds");
    check(mistakes, priority >= 0 && priority <= 1000, "--priority: 0 to 1000");
    check(
        mistakes,
        runDirectory.toAbsolutePath().toString().length() <= 80,
        "--run-dir: at most 80 characters (PostgreSQL's socket path has a limit)");
    check(
        mistakes,
        Files.isReadable(secretFile),
        "--secret-file: "
            + secretFile
            + " cannot be read; make one with: head -c 32 /dev/urandom | base64 > FILE; chmod 600"
            + " FILE");
    check(
        mistakes,
        tlsDirectory == null || Files.isDirectory(tlsDirectory),
        "--tls-dir: " + tlsDirectory + " is no directory; saksi init and saksi join make it");
    check(
        mistakes,
        bootstrapSql == null || bootstrap,
        "--bootstrap-sql: only the node that founds the cluster runs it; give --bootstrap too, or"
            + " leave it out");
    check(
        mistakes,
        bootstrapSql == null || Files.isReadable(bootstrapSql),
        "--bootstrap-sql: " + bootstrapSql + " cannot be read");
    Optional<RejoinOptions> rejoin =
        parse(mistakes, "--keep-divergences, --clone-rate", "", _ -> rejoinOptions());
    Set<String> own = new TreeSet<>();
    Stream.of(agent, raft, postgres).flatMap(Optional::stream).forEach(at -> own.add(at.host()));
    VipConfig virtual = vips.toConfig(mistakes, witness, own);
    FenceConfig fences = fences(mistakes);
    if (!mistakes.isEmpty()) {
      throw new InvalidOptions(mistakes);
    }
    Path homePath = home.toAbsolutePath().normalize();
    return new AgentConfig(
        cluster,
        name.orElseThrow(),
        homePath,
        runDirectory.toAbsolutePath().normalize(),
        dataDirectory == null
            ? homePath.resolve("data")
            : dataDirectory.toAbsolutePath().normalize(),
        agent.orElseThrow(),
        raft.orElseThrow(),
        postgres,
        http,
        Optional.ofNullable(postgresBinaries),
        priority,
        known,
        Duration.ofSeconds(seedTimeoutSeconds),
        bootstrap,
        Optional.ofNullable(bootstrapSql).map(file -> file.toAbsolutePath().normalize()),
        secretFile.toAbsolutePath().normalize(),
        Optional.ofNullable(tlsDirectory).map(directory -> directory.toAbsolutePath().normalize()),
        rules.isEmpty() ? List.of("host all all all scram-sha-256") : rules,
        logicalReplication,
        archiving,
        Duration.ofSeconds(hungAfterSeconds),
        kept.orElseThrow(),
        rejoin.orElseThrow(),
        virtual,
        fences,
        Optional.ofNullable(hooksDirectory)
            .map(directory ->
                new HookConfig(
                    directory.toAbsolutePath().normalize(),
                    Duration.ofSeconds(hookTimeoutSeconds))));
  }

  private FenceConfig fences(List<String> mistakes) {
    try {
      return fenceFile == null ? FenceConfig.NONE : FenceConfig.read(fenceFile.toAbsolutePath());
    } catch (FenceConfigException e) {
      mistakes.add("--fence-file: " + e.getMessage());
      return FenceConfig.NONE;
    }
  }

  private RejoinOptions rejoinOptions() {
    return new RejoinOptions(
        keepDivergences, Duration.ofDays(keepDays), (long) keepCopyMegabytes << 20, cloneRate);
  }

  private interface Parser<T> {
    T parse(String text);
  }

  private static <T> Optional<T> parse(
      List<String> mistakes, String option, String text, Parser<T> parser) {
    try {
      return Optional.of(parser.parse(text));
    } catch (IllegalArgumentException e) {
      mistakes.add(option + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  /** What the other nodes' pg_hba.conf lets in is an address, not a name or a wildcard. */
  private static void checkAddress(List<String> mistakes, String option, Endpoint at) {
    check(
        mistakes,
        at.host().matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*") && !at.host().equals("0.0.0.0"),
        option
            + ": an IP address of this host, as the other nodes reach it, not '"
            + at.host()
            + "'");
  }

  private static void check(List<String> mistakes, boolean fine, String otherwise) {
    if (!fine) {
      mistakes.add(otherwise);
    }
  }
}
