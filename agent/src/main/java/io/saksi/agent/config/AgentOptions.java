package io.saksi.agent.config;

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
      names = "--client-hba",
      paramLabel = "RULE",
      description =
          "A pg_hba.conf line for clients; repeatable (default: host all all all scram-sha-256).")
  private List<String> clientHbaRules = new ArrayList<>();

  @ArgGroup(exclusive = false, heading = "%nVirtual addresses (docs/vip.md):%n")
  private VipOptions vips = new VipOptions();

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
        bootstrapSql == null || bootstrap,
        "--bootstrap-sql: only the node that founds the cluster runs it; give --bootstrap too, or"
            + " leave it out");
    check(
        mistakes,
        bootstrapSql == null || Files.isReadable(bootstrapSql),
        "--bootstrap-sql: " + bootstrapSql + " cannot be read");
    Set<String> own = new TreeSet<>();
    Stream.of(agent, raft, postgres).flatMap(Optional::stream).forEach(at -> own.add(at.host()));
    VipConfig virtual = vips.toConfig(mistakes, witness, own);
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
        Optional.ofNullable(postgresBinaries),
        priority,
        known,
        Duration.ofSeconds(seedTimeoutSeconds),
        bootstrap,
        Optional.ofNullable(bootstrapSql).map(file -> file.toAbsolutePath().normalize()),
        secretFile.toAbsolutePath().normalize(),
        clientHbaRules.isEmpty() ? List.of("host all all all scram-sha-256") : clientHbaRules,
        virtual);
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
