package io.saksi.agent.router;

import static io.saksi.agent.router.FakeTopologySource.backend;
import static io.saksi.agent.router.TestRouter.async;
import static io.saksi.agent.router.TestRouter.connect;
import static io.saksi.agent.router.TestRouter.psql;
import static io.saksi.agent.router.TestRouter.query;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bytes on their way through. */
class TransportTest {
  private static final int MEGABYTE = 1 << 20;
  private static final byte[] STARTUP = {0, 0, 0, 9, 0, 3, 0, 0, 0};

  private TestRouter test;

  @BeforeEach
  void startRouter() throws Exception {
    test = new TestRouter(Duration.ofSeconds(30));
  }

  @AfterEach
  void stopRouter() {
    test.close();
  }

  /** A backend of plain sockets: it lets the test see each end of the connection. */
  private record Ends(Socket client, Socket server) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      client.close();
      server.close();
    }
  }

  private Ends connected() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listener.setSoTimeout(10_000);
      test.source.announce(Optional.of(backend("n1", listener.getLocalPort())));
      Socket client = new Socket(InetAddress.getLoopbackAddress(), test.router.readWritePort());
      client.setSoTimeout(10_000);
      client.getOutputStream().write(STARTUP);
      Socket server = listener.accept();
      server.setSoTimeout(10_000);
      assertThat(server.getInputStream().readNBytes(STARTUP.length)).isEqualTo(STARTUP);
      server.getOutputStream().write('Z');
      assertThat(client.getInputStream().read()).isEqualTo('Z');
      return new Ends(client, server);
    }
  }

  @Test
  void aClientThatEndsItsDirectionStillGetsTheAnswer() throws Exception {
    try (Ends ends = connected()) {
      ends.client.getOutputStream().write("the question".getBytes(StandardCharsets.US_ASCII));
      ends.client.shutdownOutput();
      assertThat(new String(ends.server.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .isEqualTo("the question");
      ends.server.getOutputStream().write("the answer".getBytes(StandardCharsets.US_ASCII));
      ends.server.close();
      assertThat(new String(ends.client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .isEqualTo("the answer");
      Await.until("the session is over", () -> test.router.stats().open() == 0);
    }
  }

  @Test
  void theLastWordsOfABackendArrive() throws Exception {
    try (Ends ends = connected()) {
      byte[] words = new byte[MEGABYTE];
      Arrays.fill(words, (byte) 'w');
      ends.server.getOutputStream().write(words);
      ends.server.close();
      assertThat(ends.client.getInputStream().readAllBytes()).isEqualTo(words);
    }
  }

  @Test
  void aSlowReaderHoldsUpTheBackendAndNotTheMemory() throws Exception {
    try (Ends ends = connected()) {
      AtomicLong taken = new AtomicLong();
      Future<Boolean> writer = async(() -> write(ends.server, 100, taken));
      // Nobody reads: the buffers of the kernel fill up, and then nothing moves.
      AtomicLong lastTaken = new AtomicLong(-1);
      AtomicLong lastMove = new AtomicLong(System.nanoTime());
      Await.until(
          "nothing moves for a second",
          () -> {
            if (lastTaken.getAndSet(taken.get()) != taken.get()) {
              lastMove.set(System.nanoTime());
            }
            return System.nanoTime() - lastMove.get() > TimeUnit.SECONDS.toNanos(1);
          });
      assertThat(taken.get()).isPositive().isLessThan(32 * MEGABYTE);
      ends.client.getInputStream().skipNBytes(100 * MEGABYTE);
      assertThat(writer.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static boolean write(Socket socket, int megabytes, AtomicLong taken) throws IOException {
    byte[] bytes = new byte[MEGABYTE];
    for (int i = 0; i < megabytes; i++) {
      socket.getOutputStream().write(bytes);
      taken.addAndGet(MEGABYTE);
    }
    return true;
  }

  @Test
  void aHundredMegabytesArriveWhole() throws Exception {
    try (TestPostgres postgres = TestPostgres.start("n1")) {
      test.source.announce(Optional.of(backend("n1", postgres.port())));
      String rows = "select repeat('x', 1023) from generate_series(1, 102400)";
      TestRouter.Psql psql = psql(test.router.readWritePort(), rows);
      assertThat(psql.exit()).isZero();
      assertThat(psql.output()).hasSize(100 * MEGABYTE);
    }
  }

  @Test
  void encryptedSessionsPassThrough() throws Exception {
    try (TestPostgres postgres = TestPostgres.start("n1")) {
      makeCertificate(postgres.data());
      postgres.sql("alter system set ssl = on");
      postgres.sql("select pg_reload_conf()");
      Await.until("encryption is on", () -> postgres.sql("show ssl").equals("on"));
      test.source.announce(Optional.of(backend("n1", postgres.port())));
      int port = test.router.readWritePort();
      String sql = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
      assertThat(psql(port, sql, "sslmode=require")).isEqualTo(new TestRouter.Psql(0, "t\n"));
      try (Connection connection = connect(port)) {
        assertThat(query(connection, sql)).isEqualTo("t");
      }
    }
  }

  private static void makeCertificate(Path data) throws Exception {
    Path key = data.resolve("server.key");
    Path certificate = data.resolve("server.crt");
    Process openssl =
        new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=localhost",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(openssl.waitFor(30, TimeUnit.SECONDS)).isTrue();
    // PostgreSQL insists on owning its key.
    var owner = Files.getOwner(data);
    Files.setOwner(key, owner);
    Files.setPosixFilePermissions(
        key, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    Files.setOwner(certificate, owner);
  }
}
