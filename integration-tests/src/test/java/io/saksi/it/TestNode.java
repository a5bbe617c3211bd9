package io.saksi.it;

import io.saksi.agent.guard.GuardFile;
import io.saksi.agent.guard.GuardFileException;
import io.saksi.agent.os.Occupants;
import io.saksi.agent.os.ProcessInfo;
import io.saksi.agent.os.ProcessTable;
import io.saksi.agent.os.Processes;
import io.saksi.agent.os.Signal;
import io.saksi.agent.os.Signals;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** One node: its guard, what the guard started, and its PostgreSQL. */
final class TestNode {
  private static final Duration STOP_BOUND = Duration.ofSeconds(70);
  private static final Duration KILL_BOUND = Duration.ofSeconds(20);

  private final Area area;
  private final String name;
  private final Place place;
  private AgentLine line;
  private final Optional<String> network;
  private Process guard;

  TestNode(Area area, String name, Place place, AgentLine line) {
    this(area, name, place, line, Optional.empty());
  }

  /**
   * @param network the namespace that it lives in
   */
  TestNode(Area area, String name, Place place, AgentLine line, Optional<String> network) {
    this.network = network;
    this.area = area;
    this.name = name;
    this.place = place;
    this.line = line;
  }

  String name() {
    return name;
  }

  Place place() {
    return place;
  }

  Path data() {
    return Path.of(line.options().get("--data-dir"));
  }

  Path home() {
    return Path.of(line.options().get("--home"));
  }

  /** {@code saksi disaster} on this node, with its agent's own options. */
  Run disaster(String... words) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("disaster"));
    arguments.addAll(List.of(words));
    line.options()
        .forEach((option, value) -> {
          arguments.add(option);
          if (!value.isEmpty()) {
            arguments.add(value);
          }
        });
    Run run = Run.of(area, arguments);
    System.out.println(
        "$ saksi disaster " + String.join(" ", words) + "\n" + run.said() + "-> " + run.code());
    return run;
  }

  /** As its next start is to be. */
  void change(UnaryOperator<AgentLine> to) {
    line = to.apply(line);
  }

  /** The agent's options, as {@code saksi agent @FILE} and {@code saksi doctor} read them. */
  Path optionsFile() throws IOException {
    StringBuilder text = new StringBuilder();
    line.options()
        .forEach((option, value) -> {
          text.append(option).append('\n');
          if (!value.isEmpty()) {
            text.append('"').append(value).append("\"\n");
          }
        });
    return area.file(name + ".conf", text.toString());
  }

  /** Waits until the guard has ended by itself; returns its exit status. */
  int awaitEnd() throws InterruptedException {
    if (!guard.waitFor(STOP_BOUND.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError(name + " goes on running");
    }
    return guard.exitValue();
  }

  Path run() {
    return Path.of(line.options().get("--run-dir"));
  }

  boolean isRunning() {
    return guard != null && guard.isAlive();
  }

  void start() throws IOException {
    Path log = area.log(name + "-agent");
    guard =
        (network.isPresent()
                ? Shipped.process(network.get(), line.arguments(), log)
                : Shipped.process(line.build(), line.arguments(), log))
            .start();
  }

  /** As the service manager stops it; returns the guard's exit status. */
  int stop() throws InterruptedException {
    guard.destroy();
    if (!guard.waitFor(STOP_BOUND.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError(name + " did not stop within " + STOP_BOUND.toSeconds() + " s");
    }
    return guard.exitValue();
  }

  /** Guard, agent and PostgreSQL at once, as when the power fails. */
  void kill() throws Exception {
    Optional<ProcessInfo> postmaster = postmaster();
    Optional<ProcessInfo> agent = agent();
    guard.destroyForcibly();
    agent.ifPresent(p -> Signals.send(p.pid(), Signal.SIGKILL));
    postmaster.ifPresent(p -> Signals.send(p.pid(), Signal.SIGKILL));
    Occupants.of(data()).killAll(KILL_BOUND);
    // What the agent ran at that moment: a clone, a rewind.
    area.endProcessesNaming(run());
    if (!guard.waitFor(KILL_BOUND.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the guard of " + name + " survived SIGKILL");
    }
  }

  /** The agent that the guard started last, if it lives. */
  Optional<ProcessInfo> agent() {
    try {
      return ProcessTable.find(GuardFile.open(run()).agentPid()).filter(p -> !p.isDead());
    } catch (GuardFileException e) {
      return Optional.empty(); // the guard has not got that far
    }
  }

  Optional<ProcessInfo> postmaster() {
    return Processes.postmaster(data()).filter(p -> !p.isDead());
  }

  boolean hasPostgresProcesses() {
    return !Occupants.of(data()).alive().isEmpty();
  }

  /** Guard and agent, each by its own signal, as near to one moment as can be. */
  void signalGuardAndAgent(Signal signal) {
    long agent = agent().orElseThrow().pid();
    Signals.send(guard.pid(), signal);
    Signals.send(agent, signal);
  }

  /** Every process of the node: the guard's, its deputy, the agent, PostgreSQL's. */
  List<ProcessInfo> processes() throws GuardFileException {
    List<ProcessInfo> all = new ArrayList<>(Occupants.of(data()).alive());
    all.addAll(ProcessTable.descendants(guard.pid()));
    for (long pid : List.of(guard.pid(), GuardFile.open(run()).deputyPid())) {
      ProcessTable.find(pid).ifPresent(all::add);
    }
    return all.stream().filter(p -> !p.isDead()).distinct().toList();
  }

  void signalAgent(Signal signal) {
    Signals.send(agent().orElseThrow().pid(), signal);
  }

  /** To the process that receives WAL, on a standby that streams. */
  void signalReceiver(Signal signal) {
    ProcessInfo receiver =
        Occupants.of(data()).alive().stream()
            .filter(p ->
                ProcessTable.commandLine(p.pid()).stream()
                    .anyMatch(word -> word.contains("walreceiver")))
            .findFirst()
            .orElseThrow();
    Signals.send(receiver.pid(), signal);
  }

  /** Has PostgreSQL read its files again. */
  void reload() {
    Signals.send(postmaster().orElseThrow().pid(), Signal.SIGHUP);
  }

  void killPostmaster() {
    Signals.send(postmaster().orElseThrow().pid(), Signal.SIGKILL);
  }
}
