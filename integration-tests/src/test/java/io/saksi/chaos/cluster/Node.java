package io.saksi.chaos.cluster;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.DockerException;
import java.util.Optional;

/** One node: a container, its address and its volume. */
public final class Node {
  public static final int AGENT_PORT = 7400;
  public static final int RAFT_PORT = 7401;
  public static final int POSTGRES_PORT = 5432;
  static final String HOME = "/var/lib/saksi";

  private final String name;
  private final String address;
  private final String container;
  private final boolean witness;

  Node(String name, String address, String container, boolean witness) {
    this.name = name;
    this.address = address;
    this.container = container;
    this.witness = witness;
  }

  public String name() {
    return name;
  }

  public String address() {
    return address;
  }

  /** It votes, and has no PostgreSQL. */
  public boolean isWitness() {
    return witness;
  }

  public String container() {
    return container;
  }

  ContainerState state() throws ChaosException {
    try {
      return Engine.client().inspectContainerCmd(container).exec().getState();
    } catch (DockerException e) {
      throw new ChaosException("no state of " + name + ": " + e.getMessage(), e);
    }
  }

  boolean isRunning() throws ChaosException {
    return Boolean.TRUE.equals(state().getRunning());
  }

  void start() throws ChaosException {
    attempt("start", () -> Engine.client().startContainerCmd(container).exec());
  }

  /** A signal to its first process, the guard, from outside: also one that it cannot catch. */
  void signalGuard(String signal) throws ChaosException {
    attempt(
        "signal " + signal + " to",
        () -> Engine.client().killContainerCmd(container).withSignal(signal).exec());
  }

  void pause() throws ChaosException {
    attempt("freeze", () -> Engine.client().pauseContainerCmd(container).exec());
  }

  void unpause() throws ChaosException {
    attempt("thaw", () -> Engine.client().unpauseContainerCmd(container).exec());
  }

  private void attempt(String what, Runnable call) throws ChaosException {
    try {
      call.run();
    } catch (DockerException e) {
      throw new ChaosException("cannot " + what + " " + name + ": " + e.getMessage(), e);
    }
  }

  public Answer bash(String line) throws ChaosException {
    return Inside.bash(container, line);
  }

  String mustSay(String line) throws ChaosException {
    return Inside.mustSay(container, line);
  }

  /** The process, as numbered inside; empty if there is none. */
  Optional<Long> pid(ProcessKind kind) throws ChaosException {
    String first = bash(kind.finder()).line().lines().findFirst().orElse("");
    return first.matches("[0-9]+") ? Optional.of(Long.valueOf(first)) : Optional.empty();
  }

  /** Whether a connection to that port of another host is made; within a second or not at all. */
  boolean reaches(String host, int port) throws ChaosException {
    return bash("timeout 1 bash -c '</dev/tcp/" + host + "/" + port + "'").succeeded();
  }

  @Override
  public String toString() {
    return name;
  }
}
