package io.saksi.it;

import io.saksi.agent.os.UnusedPorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A real PgBouncer before the router, with the file that is shipped. */
final class Pgbouncer implements AutoCloseable {
  private static final String HOST = "127.0.0.18";
  private static final Duration STARTS_WITHIN = Duration.ofSeconds(20);
  private static final Path SHIPPED =
      Path.of(System.getProperty("saksi.root"), "deploy", "pgbouncer", "pgbouncer.ini");

  private final Process process;
  private final int port;

  private Pgbouncer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Begins before a cluster's router.
   *
   * @param connections the most that it has to the server
   */
  static Pgbouncer before(TestCluster cluster, int connections) throws Exception {
    int port = UnusedPorts.next(HOST);
    Path users = cluster.area().file("userlist.txt", "\"app\" \"\"\n");
    String config =
        Files.readString(SHIPPED)
            .replace(
                "host=127.0.0.1 port=6432",
                "host=" + cluster.routerHost() + " port=" + cluster.routerPort())
            .replace("listen_addr = *", "listen_addr = " + HOST)
            .replace("listen_port = 5432", "listen_port = " + port)
            .replace("auth_type = scram-sha-256", "auth_type = trust")
            .replace("/etc/pgbouncer/userlist.txt", users.toString());
    Path file =
        cluster
            .area()
            .file(
                "pgbouncer.ini",
                config + "unix_socket_dir =\ndefault_pool_size = " + connections + "\n");
    List<String> command = new ArrayList<>();
    if (Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
      // It refuses to run as root.
      command.addAll(
          List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"));
    }
    command.addAll(List.of(program().toString(), file.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(cluster.area().log("pgbouncer").toFile())
            .start();
    Pgbouncer pgbouncer = new Pgbouncer(process, port);
    Await.until("PgBouncer listens", STARTS_WITHIN, pgbouncer::listens);
    return pgbouncer;
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(HOST, port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static Path program() {
    return Stream.concat(
            Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1)),
            Stream.of("/usr/sbin", "/usr/local/sbin"))
        .map(directory -> Path.of(directory, "pgbouncer"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() ->
            new AssertionError(
                "no pgbouncer on this machine; deploy/verify.sh installs it, or: apt-get install"
                    + " pgbouncer"));
  }

  /**
   * Before 1.21 it knows nothing of prepared statements in this mode; and a driver that sends
   * statements of its own when it connects would need a connection to the server for them.
   */
  String url() {
    return Client.url(HOST, port) + "&prepareThreshold=0&assumeMinServerVersion=9.0";
  }

  /** It holds nothing that is worth waiting for. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
