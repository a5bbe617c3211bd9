package io.saksi.agent.vip;

import io.saksi.agent.os.NetworkNamespace;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Hosts on one switch, each a network namespace, with IPv4 and IPv6. Needs root. */
final class Lan implements AutoCloseable {
  static final VipAddress IPV4 = VipAddress.parse("10.99.0.100/24@eth0");
  static final VipAddress IPV6 = VipAddress.parse("fd99::100/64@eth0");

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final String prefix =
      "sk" + ProcessHandle.current().pid() + "n" + NUMBER.incrementAndGet();
  private final Map<String, NetworkNamespace> hosts = new LinkedHashMap<>();
  private final NetworkNamespace hub;

  Lan(String... names) throws IOException {
    hub = NetworkNamespace.make(prefix + "switch");
    hub.run("ip", "link", "add", "br0", "type", "bridge", "stp_state", "0", "forward_delay", "0");
    hub.run("ip", "link", "set", "br0", "up");
    try {
      for (String name : names) {
        plug(name, hosts.size() + 1);
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void plug(String name, int number) throws IOException {
    NetworkNamespace host = NetworkNamespace.make(prefix + name);
    hosts.put(name, host);
    host.run(
        "ip",
        "link",
        "add",
        "eth0",
        "type",
        "veth",
        "peer",
        "name",
        "to-" + name,
        "netns",
        hub.name());
    hub.run("ip", "link", "set", "dev", "to-" + name, "master", "br0", "up");
    host.run("ip", "link", "set", "eth0", "up");
    host.run("ip", "addr", "add", "10.99.0." + number + "/24", "dev", "eth0");
    host.run("ip", "addr", "add", "fd99::" + number + "/64", "dev", "eth0", "nodad");
  }

  NetworkNamespace host(String name) {
    return hosts.get(name);
  }

  String hardware(String name) throws Exception {
    return host(name).run("cat", "/sys/class/net/eth0/address").strip();
  }

  /** What this host believes: the link address behind that one. */
  String neighbour(String host, VipAddress vip) throws Exception {
    String line = host(host).run("ip", "neigh", "show", vip.text(), "dev", "eth0");
    int at = line.indexOf("lladdr ");
    return at < 0 ? "" : line.substring(at + 7, at + 24);
  }

  boolean has(String host, VipAddress vip) throws Exception {
    return host(host).run("ip", "addr", "show", "dev", "eth0").contains(vip.text() + "/");
  }

  @Override
  public void close() throws IOException {
    for (NetworkNamespace host : hosts.values()) {
      host.close();
    }
    hub.close();
  }
}
