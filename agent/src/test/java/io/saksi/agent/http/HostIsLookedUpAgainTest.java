package io.saksi.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that starts before its name server does. */
@Timeout(60)
class HostIsLookedUpAgainTest {
  @Test
  void hostThatGetsItsAddressLaterIsListenedAtThen() throws Exception {
    AtomicInteger lookups = new AtomicInteger();
    HttpServer.Lookup late =
        host -> {
          if (lookups.incrementAndGet() < 3) {
            throw new UnknownHostException(host);
          }
          return InetAddress.getLoopbackAddress();
        };
    try (HttpServer server = start(late)) {
      assertThat(server.port().get(20, TimeUnit.SECONDS)).isPositive();
      assertThat(lookups).hasValue(3);
    }
  }

  @Test
  void nameServerThatDoesNotAnswerHoldsUpNobody() throws Exception {
    CountDownLatch answers = new CountDownLatch(1);
    HttpServer.Lookup slow =
        _ -> {
          awaitUninterrupted(answers);
          return InetAddress.getLoopbackAddress();
        };
    try (HttpServer server = start(slow)) {
      assertThat(server.port().isDone()).isFalse();
      answers.countDown();
      assertThat(server.port().get(20, TimeUnit.SECONDS)).isPositive();
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static HttpServer start(HttpServer.Lookup lookup) {
    return HttpServer.start(
        new HttpServer.Place("db-a.example", 0, lookup, Duration.ofMillis(10)),
        FakeNode.openPrimary().source(),
        HttpLimits.DEFAULT);
  }
}
