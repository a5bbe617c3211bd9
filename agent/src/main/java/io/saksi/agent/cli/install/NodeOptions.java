package io.saksi.agent.cli.install;

import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.core.model.Endpoint;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is to be said of a new node, the first one or another. */
final class NodeOptions {
  @Option(
      names = "--node",
      required = true,
      paramLabel = "NAME",
      description = "This node's name: a to z, 0 to 9, '-' and '_', a letter first.")
  private String node;

  @Option(
      names = "--address",
      paramLabel = "IP",
      description = {
        "Where the other nodes and clients reach this host, for good.",
        "Default: its address, where it has just one."
      })
  private String address;

  @Option(
      names = "--agent-port",
      paramLabel = "PORT",
      defaultValue = "7400",
      description = "Of the agent. Default: ${DEFAULT-VALUE}.")
  private int agentPort;

  @Option(
      names = "--raft-port",
      paramLabel = "PORT",
      defaultValue = "7401",
      description = "Of its Raft peer. Default: ${DEFAULT-VALUE}.")
  private int raftPort;

  @Option(
      names = "--postgres-port",
      paramLabel = "PORT",
      defaultValue = "5432",
      description = "Of PostgreSQL. Default: ${DEFAULT-VALUE}.")
  private int postgresPort;

  @Option(
      names = "--user",
      paramLabel = "USER",
      defaultValue = "postgres",
      description = "Whom the service runs as; root writes for him. Default: ${DEFAULT-VALUE}.")
  private String user;

  @Option(
      names = "--config-dir",
      paramLabel = "DIR",
      defaultValue = "/etc/saksi",
      description = "Options, secret, certificates. Default: ${DEFAULT-VALUE}.")
  private Path configDirectory;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      defaultValue = "/var/lib/saksi",
      description = "Data and the Raft log. Default: ${DEFAULT-VALUE}.")
  private Path home;

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      defaultValue = "/run/saksi",
      description = "What must not survive a reboot. Default: ${DEFAULT-VALUE}.")
  private Path runDirectory;

  @Parameters(
      paramLabel = "OPTION",
      description = "After '--': more options of saksi agent, written down as they are.")
  private List<String> more = new ArrayList<>();

  String node() {
    return node;
  }

  Installed installed() {
    return new Installed(configDirectory.toAbsolutePath().normalize());
  }

  Owner owner() throws IOException {
    return Owner.of(user);
  }

  String user() {
    return user;
  }

  Path home() {
    return home.toAbsolutePath().normalize();
  }

  Path runDirectory() {
    return runDirectory.toAbsolutePath().normalize();
  }

  Endpoint agent() throws IOException {
    return new Endpoint(address(), agentPort);
  }

  /** The agent's options, a line each. */
  List<String> lines(String cluster, boolean witness) throws IOException {
    Endpoint agent = agent();
    List<String> lines = new ArrayList<>();
    lines.add(quoted("--cluster=" + cluster));
    lines.add("--node=" + node);
    lines.add("--home=" + home());
    lines.add("--run-dir=" + runDirectory());
    lines.add("--listen=" + agent);
    lines.add("--raft-listen=" + new Endpoint(agent.host(), raftPort));
    lines.add(
        witness ? "--witness" : "--postgres-listen=" + new Endpoint(agent.host(), postgresPort));
    lines.add("--secret-file=" + installed().secret());
    lines.add("--tls-dir=" + installed().tls().directory());
    more.forEach(option -> lines.add(quoted(option)));
    return lines;
  }

  private static String quoted(String text) {
    return text.matches("[^\\s\"'#]*") ? text : "\"" + text.replace("\"", "\\\"") + "\"";
  }

  private String address() throws IOException {
    if (address != null) {
      return address;
    }
    List<String> own = new ArrayList<>();
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      each.inetAddresses()
          .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress())
          .forEach(a -> own.add(a.getHostAddress()));
    }
    if (own.size() != 1) {
      throw new CliFailure(
          ExitCode.USAGE,
          own.isEmpty()
              ? "this host has no address that others could reach"
              : "this host has several addresses: " + String.join(", ", own),
          "Say with --address where the other nodes and clients reach it, for good.");
    }
    return own.getFirst();
  }
}
