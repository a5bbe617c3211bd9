package io.saksi.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.loop.EventLoop;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that make mistakes, or mean harm; each time the next honest one is answered. */
@Timeout(60)
class HostileClientsTest {
  private static final HttpLimits PATIENT =
      new HttpLimits(
          4, 2 << 10, 8 << 10, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(1));

  private static final HttpLimits SHORT =
      new HttpLimits(
          4,
          2 << 10,
          8 << 10,
          Duration.ofMillis(400),
          Duration.ofMillis(400),
          Duration.ofMillis(200));

  private static void refused(String request, String... anyOf) throws Exception {
    try (Served served = new Served(FakeNode.openPrimary())) {
      String answer = served.raw(request);
      assertThat(anyOf).as(answer).anySatisfy(status -> assertThat(answer).startsWith(status));
      assertThat(served.status("/primary")).isEqualTo(200);
    }
  }

  @Test
  void nothingIsOrderedByHttp() throws Exception {
    for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "CONNECT", "TRACE", "BREW")) {
      refused(method + " /switchover HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 405");
    }
    refused(
        "POST /failover HTTP/1.1\r\nHost: a\r\nContent-Length: 17\r\n\r\n{\"candidate\":\"b\"}",
        "HTTP/1.1 405");
  }

  @Test
  void aBodyIsNotRead() throws Exception {
    refused("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123456789", "HTTP/1.1 413");
    refused(
        "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\n",
        "HTTP/1.1 413");
  }

  @Test
  void whatIsTooLongIsRefused() throws Exception {
    refused("GET /" + "a".repeat(100_000) + " HTTP/1.1\r\n\r\n", "HTTP/1.1 414");
    refused("GET / HTTP/1.1\r\nX: " + "a".repeat(1_000_000) + "\r\n\r\n", "HTTP/1.1 431");
    refused("GET / HTTP/1.1\r\n" + "X: a\r\n".repeat(100_000) + "\r\n", "HTTP/1.1 431");
  }

  @Test
  void whatIsNoRequestIsRefused() throws Exception {
    refused("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\r\n\r\n", "HTTP/1.1 400");
    refused("GET / HTTP/1.1\r\nno colon\r\n\r\n", "HTTP/1.1 400");
    refused("GET / HTTP/1.1\r\nContent-Length: -5\r\n\r\n", "HTTP/1.1 400", "HTTP/1.1 413");
  }

  @Test
  void noFileIsOpened() throws Exception {
    for (String path :
        List.of(
            "/../../etc/passwd",
            "/%2e%2e/%2e%2e/etc/passwd",
            "//etc/passwd",
            "/metrics/../primary",
            "/PRIMARY",
            "/primary%00",
            "/primary/",
            "http://other/primary",
            "*")) {
      try (Served served = new Served(FakeNode.openPrimary())) {
        assertThat(served.raw("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
            .as(path)
            .startsWith("HTTP/1.1 404")
            .doesNotContain("root:");
      }
    }
  }

  @Test
  void requestsInOneGoAreAnsweredInOrder() throws Exception {
    try (Served served = new Served(FakeNode.openPrimary())) {
      String answers =
          served.raw(
              String.join(
                  "\r\n",
                  "HEAD /primary HTTP/1.1\r\nHost: a\r\n",
                  "OPTIONS /replica HTTP/1.1\r\nHost: a\r\n",
                  "GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n",
                  "GET /primary HTTP/1.1\r\nHost: a\r\n\r\n"));
      assertThat(
              answers.lines().filter(line -> line.startsWith("HTTP/")).map(l -> l.substring(9, 12)))
          .containsExactly("200", "503", "404");
    }
  }

  @Test
  void anOldClientIsAnsweredAndTheConnectionEnds() throws Exception {
    try (Served served = new Served(FakeNode.openPrimary())) {
      assertThat(served.raw("OPTIONS /primary HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200");
    }
  }

  /** A byte now and then gains no time. */
  @Test
  void aRequestThatNeverEndsIsEnded() throws Exception {
    try (Served served = new Served(FakeNode.openPrimary(), SHORT);
        Socket slow = served.connect()) {
      slow.setSoTimeout(50);
      long began = System.nanoTime();
      int end = 0;
      slow.getOutputStream().write("GET /primary HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
      while (end == 0 && System.nanoTime() - began < TimeUnit.SECONDS.toNanos(20)) {
        end = byteOrTimeout(slow);
      }
      assertThat(end).as("the end of the connection").isEqualTo(-1);
      assertThat(served.status("/primary")).isEqualTo(200);
    }
  }

  /** One more byte of a header that never ends; 0 while nothing comes back, -1 at the end. */
  private static int byteOrTimeout(Socket slow) {
    try {
      slow.getOutputStream().write('x');
      return slow.getInputStream().read();
    } catch (java.net.SocketTimeoutException e) {
      return 0;
    } catch (IOException e) {
      return -1; // reset: it wrote to a connection that was closed
    }
  }

  @Test
  void whoOnlyHoldsConnectionsMakesRoomForTheNext() throws Exception {
    List<Socket> held = new ArrayList<>();
    try (Served served = new Served(FakeNode.openPrimary(), PATIENT)) {
      for (int i = 0; i < 50; i++) {
        held.add(served.connect());
      }
      assertThat(served.status("/primary")).isEqualTo(200);
      assertThat(held.getFirst().getInputStream().read()).as("it was ended").isEqualTo(-1);
      assertThat(served.get("/metrics").body())
          .containsPattern("saksi_http_evicted_total\\{.*\\} 4[0-9]");
    } finally {
      for (Socket socket : held) {
        socket.close();
      }
    }
  }

  /** Who asks and does not take the answers is ended before they fill the memory. */
  @Test
  void answersDoNotPileUp() throws Exception {
    try (Served served = new Served(FakeNode.openPrimary(), PATIENT);
        Socket deaf = served.connect()) {
      byte[] request =
          "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
      boolean ended = false;
      for (int i = 0; i < 200_000 && !ended; i++) {
        ended = !written(deaf, request);
      }
      assertThat(ended).as("the connection was ended").isTrue();
      assertThat(served.status("/primary")).isEqualTo(200);
    }
  }

  private static boolean written(Socket socket, byte[] request) {
    try {
      socket.getOutputStream().write(request);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The event loop of the agent and this server have nothing to wait for in each other. */
  @Test
  void theAgentsLoopHangsAndHttpSaysSoInTime() throws Exception {
    FakeNode node = FakeNode.openPrimary();
    CountDownLatch hangs = new CountDownLatch(1);
    try (EventLoop loop = new EventLoop(failure -> {});
        Served served = new Served(node)) {
      loop.every(Duration.ofMillis(10), () -> node.heartbeat.beat(node.now()));
      assertThat(served.status("/liveness")).isEqualTo(200);
      CountDownLatch inside = new CountDownLatch(1);
      loop.execute(() -> {
        inside.countDown();
        awaitUninterrupted(hangs);
      });
      assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
      node.pass(Standing.LOOP_HANGS);
      assertThat(served.status("/liveness")).isEqualTo(503);
      hangs.countDown();
      CountDownLatch beaten = new CountDownLatch(1);
      loop.after(Duration.ofMillis(50), beaten::countDown);
      assertThat(beaten.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(served.status("/liveness")).isEqualTo(200);
      assertThat(served.get("/metrics").body())
          .containsPattern("saksi_event_loop_delay_max_seconds\\{.*\\} 14.8");
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
