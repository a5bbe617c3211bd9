package io.saksi.it;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Nodes made by {@code init} and {@code join}; the commands are run as root runs them on a host.
 */
final class InstalledNodes {
  static final Duration SOON = Duration.ofMinutes(2);

  private final Area area;
  private final Map<String, TestNode> nodes = new LinkedHashMap<>();

  private final Optional<Path> programs;

  InstalledNodes(Area area) {
    this(area, Optional.ofNullable(System.getProperty("saksi.postgres.bin")).map(Path::of));
  }

  /**
   * @param programs of PostgreSQL; empty: as an agent finds them
   */
  InstalledNodes(Area area, Optional<Path> programs) {
    this.area = area;
    this.programs = programs;
  }

  /**
   * Runs {@code init} or {@code join}.
   *
   * @param directory whose files these are; another name than the node's where that is to be
   *     refused
   * @param agent options of the agent, after {@code --}
   */
  Run make(
      String directory, String name, Place place, List<String> agent, String how, String... more)
      throws Exception {
    List<String> line = new ArrayList<>(List.of(how, "--node", name));
    line.addAll(List.of(more));
    line.addAll(List.of("--address", place.host()));
    line.addAll(List.of("--agent-port", "" + place.agent(), "--raft-port", "" + place.raft()));
    line.addAll(List.of("--postgres-port", "" + place.postgres()));
    line.addAll(List.of("--config-dir", etc(directory).toString()));
    line.addAll(List.of("--home", area.home(directory).toString()));
    line.addAll(List.of("--run-dir", area.run(directory).toString()));
    line.add("--");
    line.addAll(agent);
    programs.ifPresent(bin -> line.add("--postgres-bin=" + bin));
    return run(line.toArray(String[]::new));
  }

  /** Starts the agent of a node that was made. */
  TestNode start(String name, Place place, UnaryOperator<AgentLine> change) throws Exception {
    AgentLine line = change.apply(AgentLine.ofFile(area, name, etc(name).resolve("agent.conf")));
    TestNode node = new TestNode(area, name, place, line);
    nodes.put(name, node);
    node.start();
    return node;
  }

  TestNode node(String name) {
    return nodes.get(name);
  }

  Collection<TestNode> all() {
    return nodes.values();
  }

  Run run(String... words) throws Exception {
    Run run = Run.of(area, List.of(words));
    System.out.println("$ saksi " + String.join(" ", words) + "\n" + run.said() + run.code());
    return run;
  }

  Path etc(String directory) {
    return area.home("etc-" + directory);
  }

  String socket(String node) {
    return area.run(node).resolve("agent.sock").toString();
  }

  /** Of the first node, once its agent has founded the cluster. */
  Path token(String first) throws Exception {
    Run[] last = {null};
    Await.until(
        "a token",
        SOON,
        () -> {
          last[0] = run("token", "create", "--config-dir", etc(first).toString());
          return last[0].code() == 0 && primary().isPresent();
        });
    return area.file("token", last[0].said());
  }

  /** Empty while there is no open primary. */
  Optional<String> primary() throws Exception {
    return status()
        .map(s -> s.get("primary"))
        .filter(JsonElement::isJsonPrimitive)
        .map(JsonElement::getAsString);
  }

  /**
   * So many standbys stream, and one could take over now. The first alone may be the view of an
   * agent that has not heard of the last change of roles.
   */
  void awaitPrimaryWith(int standbys) throws Exception {
    Await.until(
        "a primary and standbys, " + standbys,
        SOON,
        () ->
            streaming() == standbys
                && run("switchover", "--dry-run", "--agents", sockets()).code() == 0);
  }

  private long streaming() throws Exception {
    return status()
        .map(s ->
            s.getAsJsonArray("members").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(m -> m.get("state").getAsString().equals("streaming"))
                .count())
        .orElse(0L);
  }

  private Optional<JsonObject> status() throws Exception {
    Run run = Run.of(area, List.of("status", "--json", "--agents", sockets()));
    return run.code() == 0
        ? Optional.of(JsonParser.parseString(run.said()).getAsJsonObject())
        : Optional.empty();
  }

  private String sockets() {
    return String.join(
        ",",
        nodes.values().stream().filter(TestNode::isRunning).map(n -> socket(n.name())).toList());
  }
}
