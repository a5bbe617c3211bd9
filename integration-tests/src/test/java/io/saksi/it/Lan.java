package io.saksi.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Hosts on one switch, each a network namespace with an address of 10.98.0.0/24. Needs root. */
final class Lan implements AutoCloseable {
  private static final long BOUND_SECONDS = 30;

  private final String prefix = "saksi" + ProcessHandle.current().pid();
  private final Map<String, String> hosts = new LinkedHashMap<>();

  Lan(String... names) throws IOException {
    try {
      add("switch");
      run("switch", "ip", "link", "add", "br0", "type", "bridge", "stp_state", "0");
      run("switch", "ip", "link", "set", "br0", "up");
      for (String name : names) {
        plug(name);
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void add(String name) throws IOException {
    command("ip", "netns", "add", prefix + name);
    hosts.put(name, prefix + name);
    run(name, "ip", "link", "set", "lo", "up");
  }

  private void plug(String name) throws IOException {
    add(name);
    String port = "to-" + name;
    run(
        name,
        "ip",
        "link",
        "add",
        "eth0",
        "type",
        "veth",
        "peer",
        "name",
        port,
        "netns",
        hosts.get("switch"));
    run("switch", "ip", "link", "set", "dev", port, "master", "br0", "up");
    run(name, "ip", "link", "set", "eth0", "up");
    run(name, "ip", "addr", "add", address(name) + "/24", "dev", "eth0");
  }

  String namespace(String name) {
    return hosts.get(name);
  }

  String address(String name) {
    return "10.98.0." + new ArrayList<>(hosts.keySet()).indexOf(name);
  }

  /** Runs a program on that host to its end; returns what it said. */
  String run(String name, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", prefix + name));
    command.addAll(Arrays.asList(words));
    return command(command.toArray(String[]::new));
  }

  private static String command(String... words) throws IOException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!ended(process) || process.exitValue() != 0) {
      throw new IOException(String.join(" ", words) + " (needs root): " + said);
    }
    return said;
  }

  @Override
  public void close() throws IOException {
    for (String host : hosts.values()) {
      command("ip", "netns", "del", host);
    }
  }

  private static boolean ended(Process process) {
    try {
      return process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
