package io.saksi.it;

import io.saksi.agent.workload.Database;
import io.saksi.agent.workload.ServiceEvent;
import io.saksi.agent.workload.Verifier;
import io.saksi.agent.workload.Writer;
import io.saksi.agent.workload.WriterConfig;
import io.saksi.proto.v1.ClusterStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A whole cluster with a router, and a client that writes through it all the time. */
final class TestCluster implements AutoCloseable {
  static final String NAME = "stories";

  /** A clone takes a while on a machine that does other things too. */
  static final Duration WHOLE_WITHIN = Duration.ofMinutes(2);

  static final Duration OPEN_WITHIN = Duration.ofSeconds(60);
  private static final int ROUTER_NUMBER = 20;
  private static final int WRITERS = 2;
  private static final Duration STALL = Duration.ofSeconds(3);

  private final Area area = new Area();
  private final Map<String, TestNode> nodes = new LinkedHashMap<>();
  private final Map<String, Hooks> hooks = new LinkedHashMap<>();
  private final List<ServiceEvent> events = new CopyOnWriteArrayList<>();
  private final Place routerPlace = Place.free(ROUTER_NUMBER);
  private Statuses statuses;
  private Writer writer;
  private Optional<PowerSwitch> power = Optional.empty();
  private Optional<WalArchive> archive = Optional.empty();
  private Shipped.Build build = Shipped.Build.CURRENT;

  private TestCluster() throws IOException {}

  /** Three data nodes. */
  static TestCluster ofThree() throws Exception {
    TestCluster cluster = new TestCluster();
    return cluster.begin(List.of("a", "b", "c"), List.of());
  }

  /** Three data nodes of the version before. */
  static TestCluster ofThePreviousBuild() throws Exception {
    TestCluster cluster = new TestCluster();
    cluster.build = Shipped.Build.PREVIOUS;
    return cluster.begin(List.of("a", "b", "c"), List.of());
  }

  /** Three data nodes whose machines can be turned off. */
  static TestCluster withFences() throws Exception {
    TestCluster cluster = new TestCluster();
    cluster.power = Optional.of(PowerSwitch.in(cluster.area, List.of("a", "b", "c")));
    return cluster.begin(List.of("a", "b", "c"), List.of());
  }

  /** Three data nodes that archive their WAL. */
  static TestCluster archiving() throws Exception {
    TestCluster cluster = new TestCluster();
    cluster.archive = Optional.of(WalArchive.in(cluster.area));
    return cluster.begin(List.of("a", "b", "c"), List.of());
  }

  /**
   * Three data nodes, of which the first, {@code a}, is another than the others: it begins as the
   * primary.
   */
  static TestCluster ofThree(UnaryOperator<AgentLine> first) throws Exception {
    TestCluster cluster = new TestCluster();
    return cluster.begin(List.of("a", "b", "c"), List.of(), first);
  }

  /** Two data nodes and a witness, {@code w}. */
  static TestCluster withWitness() throws Exception {
    TestCluster cluster = new TestCluster();
    return cluster.begin(List.of("a", "b"), List.of("w"));
  }

  /** Two sites of two data nodes, and a witness, {@code w}, at a third. */
  static TestCluster ofFourAndAWitness() throws Exception {
    TestCluster cluster = new TestCluster();
    return cluster.begin(List.of("a", "b", "c", "d"), List.of("w"));
  }

  private TestCluster begin(List<String> dataNodes, List<String> witnesses) throws Exception {
    return begin(dataNodes, witnesses, UnaryOperator.identity());
  }

  private TestCluster begin(
      List<String> dataNodes, List<String> witnesses, UnaryOperator<AgentLine> first)
      throws Exception {
    try {
      String seed = "";
      for (String name : dataNodes) {
        seed = add(name, seed, false, nodes.isEmpty() ? first : UnaryOperator.identity());
      }
      for (String name : witnesses) {
        add(name, seed, true, UnaryOperator.identity());
      }
      statuses = new Statuses(nodes.values().stream().map(TestNode::place).toList());
      for (TestNode node : nodes.values()) {
        node.start();
      }
      startRouter();
      // Its first connection is waited for no longer than any other.
      statuses.await("it is open", WHOLE_WITHIN, status -> Statuses.isOpen(status, 1));
      writer =
          Writer.start(
              new WriterConfig(throughRouter(), WRITERS, Optional.empty(), STALL), events::add);
      awaitWhole();
      return this;
    } catch (Exception | Error e) {
      keepLogs("start-of-a-cluster");
      close();
      throw e;
    }
  }

  private String add(String name, String seed, boolean witness, UnaryOperator<AgentLine> change)
      throws IOException {
    Place place = Place.free(ROUTER_NUMBER + 1 + nodes.size());
    AgentLine line = change.apply(AgentLine.of(area, NAME, name, place)).by(build);
    if (power.isPresent()) {
      line = line.with("--fence-file", power.get().fenceFile());
    }
    if (archive.isPresent()) {
      line = archive.get().of(name, line);
    }
    hooks.put(name, Hooks.in(area, name));
    line =
        line.with("--hooks-dir", hooks.get(name).directory()).with("--hook-timeout", Hooks.TIMEOUT);
    line =
        seed.isEmpty()
            ? line.founding().with("--bootstrap-sql", area.file("first.sql", Client.FIRST_SQL))
            : line.joining(seed);
    nodes.put(name, new TestNode(area, name, place, witness ? line.witness() : line));
    return seed.isEmpty() ? place.agentAddress() : seed;
  }

  private void startRouter() throws IOException {
    String agents = agentAddresses().stream().collect(Collectors.joining(","));
    Shipped.process(
            List.of(
                "router",
                "--listen",
                routerPlace.agentAddress(),
                "--listen-read-only",
                routerPlace.raftAddress(),
                "--agents",
                agents),
            area.log("router"))
        // Its command names none of our directories: by this one it is found and ended.
        .directory(area.log("router").getParent().toFile())
        .start();
  }

  List<String> agentAddresses() {
    return nodes.values().stream().map(node -> node.place().agentAddress()).toList();
  }

  Database throughRouter() {
    return Client.database(routerPlace.host(), routerPlace.agent());
  }

  /** Where the router's clients connect. */
  String routerHost() {
    return routerPlace.host();
  }

  int routerPort() {
    return routerPlace.agent();
  }

  PowerSwitch power() {
    return power.orElseThrow();
  }

  WalArchive archive() {
    return archive.orElseThrow();
  }

  Area area() {
    return area;
  }

  Collection<TestNode> nodes() {
    return nodes.values();
  }

  TestNode node(String name) {
    return nodes.get(name);
  }

  /** The operator's programs on that node; there are none unless a story puts them there. */
  Hooks hooks(String node) {
    return hooks.get(node);
  }

  TestNode primary(ClusterStatus status) {
    return node(status.getReign().getPrimary());
  }

  Writer writer() {
    return writer;
  }

  /** What the writer noticed so far. */
  List<ServiceEvent> events() {
    return new ArrayList<>(events);
  }

  Statuses statuses() {
    return statuses;
  }

  /** Every node is there, streams, and is counted. */
  ClusterStatus awaitWhole() throws Exception {
    return statuses.await(
        "the cluster is whole", WHOLE_WITHIN, status -> Statuses.isWhole(status, nodes.size()));
  }

  /** A later reign than that one has opened on another node. */
  ClusterStatus awaitSuccessor(ClusterStatus of) throws Exception {
    String former = of.getReign().getPrimary();
    return statuses.await(
        "another node than " + former + " opens",
        OPEN_WITHIN,
        status ->
            Statuses.isOpen(status, of.getReign().getEpoch() + 1)
                && !status.getReign().getPrimary().equals(former));
  }

  /** The client is acknowledged again: not only the cluster says that it is open. */
  void awaitAcknowledgement() throws Exception {
    long before = writer.acknowledged().count();
    Await.until(
        "a commit is acknowledged", OPEN_WITHIN, () -> writer.acknowledged().count() > before);
  }

  /** Compares row by row. */
  Verifier.Report verify() throws Exception {
    writer
        .broken()
        .ifPresent(failure -> {
          throw failure;
        });
    return Verifier.verify(throughRouter(), writer.acknowledged());
  }

  void keepLogs(String story) throws IOException {
    area.keepLogs(story);
  }

  /** What happens to a cluster that is there for it alone. */
  interface Tale {
    void tell(TestCluster cluster) throws Exception;
  }

  /** Tells it, and closes this; the logs are kept if it does not go as told. */
  void tell(Class<?> test, Tale tale) throws Exception {
    try (TestCluster cluster = this) {
      try {
        tale.tell(cluster);
      } catch (Exception | AssertionError e) {
        keepLogs(test.getSimpleName());
        throw e;
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (writer != null) {
      writer.close();
    }
    if (statuses != null) {
      statuses.close();
    }
    area.close();
  }
}
