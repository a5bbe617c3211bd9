package io.saksi.it;

import io.saksi.agent.os.UnusedPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A real HAProxy with the file that is shipped as an example, for a cluster of a, b and c. */
final class Haproxy implements AutoCloseable {
  private static final Path EXAMPLE =
      Path.of(System.getProperty("saksi.root"), "deploy", "haproxy", "haproxy.cfg");

  private static final String HOST = "127.0.0.19";

  private final Process process;
  private final int primary;
  private final int readers;

  private Haproxy(Process process, int primary, int readers) {
    this.process = process;
    this.primary = primary;
    this.readers = readers;
  }

  static Haproxy before(TestCluster cluster) throws IOException {
    int primary = UnusedPorts.next(HOST);
    int readers = UnusedPorts.next(HOST);
    String config =
        Files.readString(EXAMPLE)
            .replace("bind *:5000", "bind " + HOST + ":" + primary)
            .replace("bind *:5001", "bind " + HOST + ":" + readers)
            .replace("bind 127.0.0.1:7000", "bind " + HOST + ":" + UnusedPorts.next(HOST));
    List<TestNode> nodes = List.copyOf(cluster.nodes());
    for (int i = 0; i < nodes.size(); i++) {
      Place place = nodes.get(i).place();
      config =
          config.replace(
              "10.0.0." + (i + 1) + ":5432 check port 8008",
              place.postgresAddress() + " check port " + place.http());
    }
    Path file = cluster.area().file("haproxy.cfg", config);
    Process process =
        new ProcessBuilder(program().toString(), "-db", "-f", file.toString())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(cluster.area().log("haproxy").toFile())
            .start();
    return new Haproxy(process, primary, readers);
  }

  private static Path program() {
    return Stream.concat(
            Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1)),
            Stream.of("/usr/sbin", "/usr/local/sbin"))
        .map(directory -> Path.of(directory, "haproxy"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() ->
            new AssertionError(
                "no haproxy on this machine; deploy/verify.sh installs it, or: apt-get install"
                    + " haproxy"));
  }

  String primaryUrl() {
    return Client.url(HOST, primary) + TIMEOUTS;
  }

  String readersUrl() {
    return Client.url(HOST, readers) + TIMEOUTS;
  }

  /** Seconds. A connection through a proxy is there before anybody answers it. */
  private static final String TIMEOUTS = "&connectTimeout=5&socketTimeout=5&loginTimeout=5";

  /** It holds nothing that is worth waiting for. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
