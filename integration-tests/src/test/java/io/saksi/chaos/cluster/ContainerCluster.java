package io.saksi.chaos.cluster;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import io.saksi.chaos.check.Thaw;
import io.saksi.proto.v1.ClusterStatus;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A cluster of containers with a router, on a network of its own. Data lie on volumes in memory
 * with a size, so that a disk can be full; a keeper's container holds them while a node is down,
 * and reaches them then. Ends with {@link #close}, at the latest with the JVM.
 */
public final class ContainerCluster implements AutoCloseable {
  static final String LABEL = "io.saksi.chaos";
  private static final int FIRST_NUMBER = 11;
  private static final int ROUTER_NUMBER = 8;
  private static final int VIP_NUMBER = 100;
  private static final long SHARED_MEMORY = 64L << 20;
  private static final String SECRET = "c2Frc2ktY2hhb3MtYSBzZWNyZXQtb2YtdGVzdHMtb25seQo=";
  private static final String FIRST_SQL =
      "create role app login in role pg_checkpoint;\ncreate database app owner app;\n";

  /**
   * The image's entry point, with secret and first SQL from the environment, a clock that can be
   * set, and seeds where the node is to join anew.
   */
  private static final String ENTRY =
      "umask 077; echo \"$SECRET\" >/run/saksi/given; echo \"$FIRST_SQL\" >/first.sql;"
          + " chmod 644 /first.sql; export SAKSI_SECRET_FILE=/run/saksi/given;"
          + " [ -z \"$SAKSI_CLOCK\" ] || [ -s \"$SAKSI_CLOCK\" ] ||"
          + " { head -c 8 /dev/zero >\"$SAKSI_CLOCK\"; chmod 644 \"$SAKSI_CLOCK\"; };"
          + " if [ -s "
          + RaftStorageLost.SEEDS
          + " ]; then export SAKSI_SEEDS=$(cat "
          + RaftStorageLost.SEEDS
          + "); unset SAKSI_BOOTSTRAP SAKSI_BOOTSTRAP_SQL; fi;"
          + " exec saksi-container node";

  private final String name = "saksi-chaos-" + UUID.randomUUID().toString().substring(0, 8);
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final List<GenericContainer<?>> containers = new ArrayList<>();
  private final Queue<Thaw> thaws = new ConcurrentLinkedQueue<>();
  private final Thread hook = new Thread(this::remove);
  private final ClusterSpec spec;
  private final Volumes volumes;
  private TestNetwork network;
  private GenericContainer<?> keeper;
  private View view;
  private PsqlRelay libpq;
  private Optional<PacketRecord> packets = Optional.empty();

  private ContainerCluster(ClusterSpec spec) {
    this.spec = spec;
    volumes = Volumes.of(name, spec);
  }

  /** Begins it, and returns when it is whole. */
  public static ContainerCluster start(ClusterSpec spec) throws Exception {
    ContainerCluster cluster = new ContainerCluster(spec);
    Runtime.getRuntime().addShutdownHook(cluster.hook);
    try {
      cluster.begin();
      cluster.view.awaitWhole();
      if (spec.profile().isPresent()) {
        cluster.setProfile(spec.profile().get());
      }
      return cluster;
    } catch (Exception | Error e) {
      cluster.keepLogs("start-of-a-cluster");
      cluster.close();
      throw e;
    }
  }

  private void begin() throws ChaosException {
    network = TestNetwork.create(name);
    startKeeper();
    int number = FIRST_NUMBER;
    for (String node : spec.nodes()) {
      startNode(node, network.address(number++));
    }
    view = new View(nodes.values());
    startRouter();
    libpq = PsqlRelay.start(keeper(), keeperAddress(), nodes.values());
    if (spec.rigged()) {
      packets = Optional.of(PacketRecord.start(name, network.id()));
    }
  }

  /** Reaches the volumes of nodes that are down, and keeps memory from being freed with them. */
  private void startKeeper() throws ChaosException {
    volumes.create();
    List<Bind> binds = new ArrayList<>();
    for (String node : spec.nodes()) {
      binds.add(new Bind(volumes.name(node), new Volume("/nodes/" + node)));
    }
    Capability[] may =
        spec.rigged()
            ? new Capability[] {Capability.NET_ADMIN, Capability.SYS_ADMIN} // stops disks
            : new Capability[] {Capability.NET_ADMIN};
    keeper =
        container(
                "keeper",
                network.address(ROUTER_NUMBER + 1),
                host -> host.withBinds(binds).withCapAdd(may))
            .withCreateContainerCmdModifier(command -> command.withEntrypoint("sleep", "infinity"));
    keeper.start();
    volumes.areMounted();
    // For whoever gives orders from there.
    inKeeper("umask 077; echo " + SECRET.strip() + " >/run/saksi/secret");
  }

  private void startNode(String node, String address) {
    GenericContainer<?> container =
        container(
                node,
                address,
                host ->
                    host.withBinds(binds(node))
                        .withTmpFs(Map.of("/run/saksi", "mode=0700"))
                        .withShmSize(SHARED_MEMORY)
                        .withCapAdd(
                            Capability.NET_ADMIN,
                            Capability.NET_RAW,
                            Capability.IPC_LOCK,
                            Capability.SYS_NICE))
            .withEnv(environment(node, address))
            .withCreateContainerCmdModifier(command -> command.withEntrypoint("bash", "-c", ENTRY));
    container.start();
    nodes.put(node, new Node(node, address, container.getContainerId(), spec.isWitness(node)));
  }

  /** Its volume, and what the cluster has instead of what was shipped. */
  private List<Bind> binds(String node) {
    List<Bind> binds = new ArrayList<>();
    binds.add(new Bind(volumes.name(node), new Volume(Node.HOME)));
    spec.instead()
        .forEach((inside, file) ->
            binds.add(new Bind(file.toString(), new Volume(inside), AccessMode.ro)));
    return binds;
  }

  private Map<String, String> environment(String node, String address) {
    Map<String, String> variables = new HashMap<>();
    variables.put("SECRET", SECRET);
    variables.put("FIRST_SQL", FIRST_SQL);
    variables.put("SAKSI_CLUSTER", name);
    variables.put("SAKSI_NODE", node);
    variables.put("SAKSI_ADDRESS", address);
    variables.put("SAKSI_CLIENT_HBA", "host all all 10.213.0.0/16 trust");
    if (spec.rigged()) {
      variables.put("LD_PRELOAD", Image.CLOCK);
      variables.put("SAKSI_CLOCK", ClockJumped.FILE);
    }
    if (nodes.isEmpty()) {
      variables.put("SAKSI_BOOTSTRAP", "yes");
      variables.put("SAKSI_BOOTSTRAP_SQL", "/first.sql");
    } else {
      variables.put("SAKSI_SEEDS", network.address(FIRST_NUMBER) + ":" + Node.AGENT_PORT);
    }
    if (spec.isWitness(node)) {
      variables.put("SAKSI_WITNESS", "yes");
    } else {
      variables.put("SAKSI_VIP", address() + "/24@eth0");
    }
    return variables;
  }

  private void startRouter() {
    container("router", network.address(ROUTER_NUMBER), host -> host)
        .withEnv("SAKSI_AGENTS", agents())
        .withCommand("router")
        .start();
  }

  private GenericContainer<?> container(
      String role, String address, UnaryOperator<HostConfig> configure) {
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(Image.name()))
            .withNetworkMode(network.id())
            .withLabel(LABEL, name)
            .withCreateContainerCmdModifier(command ->
                command
                    .withName(name + "-" + role)
                    .withHostName(role)
                    // Tests look for themselves; a Java process every few seconds takes time.
                    .withHealthcheck(new HealthCheck().withTest(List.of("NONE")))
                    .withIpv4Address(address)
                    .withHostConfig(configure.apply(command.getHostConfig())));
    containers.add(container);
    return container;
  }

  /**
   * A shorter lease counts from the next reign on (decision 0014): a planned change of roles begins
   * it.
   */
  private void setProfile(String profile) throws Exception {
    ClusterStatus now = view.awaitWhole();
    String agent = node(now.getReign().getPrimary()).address() + ":" + Node.AGENT_PORT;
    String on = " --reason chaos --agents " + agent;
    String target = now.getSyncSet().getMembers(0);
    node(target).mustSay("saksi settings profile=" + profile + on);
    node(target).mustSay("saksi switchover --ignore-obstacles --to " + target + on);
    view.awaitWhole();
  }

  public Collection<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  public Node node(String node) {
    return nodes.get(node);
  }

  /** The other nodes. */
  public List<Node> others(String node) {
    return nodes.values().stream().filter(n -> !n.name().equals(node)).toList();
  }

  /** What the agents say of the cluster. */
  public View view() {
    return view;
  }

  /** For JDBC: through the router. */
  public String routerUrl() {
    return "jdbc:postgresql://" + network.address(ROUTER_NUMBER) + ":6432/app?user=app";
  }

  String keeper() {
    return keeper.getContainerId();
  }

  /** What its agents call it. */
  String name() {
    return name;
  }

  /** All agents, for --agents. */
  String agents() {
    return nodes.values().stream()
        .map(node -> node.address() + ":" + Node.AGENT_PORT)
        .collect(Collectors.joining(","));
  }

  /** Where the keeper is on the nodes' network. */
  public String keeperAddress() {
    return network.address(ROUTER_NUMBER + 1);
  }

  /** Where a psql, which knows all data nodes, waits for every connection. */
  public InetSocketAddress libpq() {
    return libpq.address();
  }

  /** The virtual address. */
  public String address() {
    return network.address(VIP_NUMBER);
  }

  /** For JDBC: by the virtual address. */
  public String vipUrl() {
    return "jdbc:postgresql://" + address() + ":" + Node.POSTGRES_PORT + "/app?user=app";
  }

  void thaw(Node node) throws ChaosException {
    thaws.add(new Thaw(node.name(), System.nanoTime()));
    node.unpause();
  }

  /** Those of the faults so far. */
  public List<Thaw> thaws() {
    return List.copyOf(thaws);
  }

  /** Each way to the primary by name, for JDBC. */
  public Map<String, String> ways() {
    Map<String, String> ways = new LinkedHashMap<>();
    ways.put("router", routerUrl());
    ways.put("address", vipUrl());
    ways.put("hosts", multiHostUrl());
    return ways;
  }

  /** The data nodes by name, each with a URL that leads there whatever it is. */
  public Map<String, String> directUrls() {
    return nodes.values().stream()
        .filter(node -> !node.isWitness())
        .collect(Collectors.toMap(Node::name, this::directUrl));
  }

  /**
   * For JDBC: all data nodes; the driver looks for the primary. A frozen machine still takes
   * connections and then says nothing, so that the driver must have the time to give it up before
   * it goes on to the next: each login as long as two silent hosts, without TLS, whose answer it
   * would wait for first.
   */
  public String multiHostUrl() {
    List<String> hosts =
        nodes.values().stream()
            .filter(node -> !node.isWitness())
            .map(node -> node.address() + ":" + Node.POSTGRES_PORT)
            .toList();
    return "jdbc:postgresql://"
        + String.join(",", hosts)
        + "/app?user=app&targetServerType=primary&hostRecheckSeconds=1"
        + "&sslmode=disable&loginTimeout=12";
  }

  /** For JDBC: this node's PostgreSQL, whatever it is. */
  public String directUrl(Node node) {
    return "jdbc:postgresql://" + node.address() + ":" + Node.POSTGRES_PORT + "/app?user=app";
  }

  /** Runs a line of bash where the node's home is at /nodes/NAME, also while the node is down. */
  public String inKeeper(String line) throws ChaosException {
    return Inside.mustSay(keeper(), line);
  }

  /** A directory of the keeper's, as a tar file. */
  public void copyFromKeeper(String path, Path tar) throws IOException {
    copy(keeper(), path, tar);
  }

  static void copy(String container, String path, Path tar) throws IOException {
    try (InputStream from = Engine.client().copyArchiveFromContainerCmd(container, path).exec()) {
      Files.copy(from, tar, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** What crossed the network lately, as a tar file of files for tcpdump or Wireshark. */
  public void copyPackets(Path tar) throws IOException {
    if (packets.isPresent()) {
      packets.get().copy(tar);
    }
  }

  /** Writes what every node said to where people look after a failure. */
  public void keepLogs(String story) {
    Logs.keep(Logs.KEPT.resolve(story), nodes.values());
  }

  public void keepLogs(Path directory) {
    Logs.keep(directory, nodes.values());
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(hook);
    remove();
  }

  private void remove() {
    if (view != null) {
      view.close();
    }
    if (spec.rigged() && keeper != null && keeper.isRunning()) {
      quietly(this::letDisksMove);
    }
    packets.ifPresent(record -> quietly(record::close));
    containers.forEach(container -> quietly(container::stop));
    volumes.remove();
    if (network != null) {
      quietly(network::close);
    }
  }

  /** What waits for a disk that stands still cannot even be killed. */
  private void letDisksMove() {
    try {
      inKeeper("rm -f /tmp/slow-*; sleep 0.5; for d in /nodes/*; do fsfreeze -u $d; done; true");
    } catch (ChaosException e) {
      System.out.println("a disk may stand still: " + e.getMessage());
    }
  }

  private void quietly(Runnable removal) {
    try {
      removal.run();
    } catch (RuntimeException e) {
      System.out.println("left behind, with the label " + LABEL + "=" + name + ": " + e);
    }
  }
}
