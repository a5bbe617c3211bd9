package io.saksi.agent.postgres;

import static io.saksi.agent.postgres.TestNode.BOUND;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which transactions are waited for before a planned closing. */
@Tag(OrdinaryUser.TAG)
class DrainTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  /** They take four milliseconds each. */
  private static final int LOOKS = 30;

  private static TestCluster cluster;
  private static TestNode node;

  @BeforeAll
  static void start() throws Exception {
    cluster = new TestCluster();
    node = cluster.primary();
    node.postgres.setGate(Gate.WRITE, BOUND);
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  private static Connection begun() throws Exception {
    Connection session = node.client();
    session.setAutoCommit(false);
    LocalSessions.value(session, "SELECT 1");
    return session;
  }

  /** A wait that has looked so often that what begins from now on is not waited for. */
  private static FutureTask<Long> waiting() throws Exception {
    CountDownLatch looks = new CountDownLatch(LOOKS);
    FutureTask<Long> wait =
        new FutureTask<>(() ->
            node.postgres.awaitTransactions(
                BOUND,
                () -> {
                  looks.countDown();
                  return true;
                }));
    Thread.ofVirtual().start(wait);
    assertThat(looks.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return wait;
  }

  @Test
  void idleSessionsAreNotWaitedFor() throws Exception {
    try (Connection idle = node.client()) {
      LocalSessions.value(idle, "SELECT 1");
      assertThat(node.postgres.awaitTransactions(BOUND, () -> true)).isZero();
    }
  }

  @Test
  void transactionIsWaitedForUntilItEnds() throws Exception {
    try (Connection busy = begun()) {
      FutureTask<Long> wait = waiting();
      assertThat(wait.isDone()).isFalse();
      busy.commit();
      assertThat(wait.get(10, TimeUnit.SECONDS)).isZero();
    }
  }

  @Test
  void transactionThatDoesNotEndIsCountedAfterTheBound() throws Exception {
    try (Connection busy = begun()) {
      assertThat(node.postgres.awaitTransactions(SHORT, () -> true)).isEqualTo(1);
      assertThat(node.postgres.awaitTransactions(Duration.ZERO, () -> true)).isZero();
      busy.rollback();
    }
  }

  @Test
  void waitEndsWhenItIsNotWantedAnyMore() throws Exception {
    try (Connection busy = begun()) {
      assertThat(node.postgres.awaitTransactions(BOUND, () -> false)).isEqualTo(1);
      busy.rollback();
    }
  }

  /** Else there would be no end to it where there is always somebody. */
  @Test
  void whatBeginsLaterIsNotWaitedFor() throws Exception {
    try (Connection first = begun()) {
      FutureTask<Long> wait = waiting();
      try (Connection second = begun()) {
        first.commit();
        assertThat(wait.get(10, TimeUnit.SECONDS)).isZero();
        second.rollback();
      }
    }
  }

  private static long loginsLeft() throws Exception {
    Context context =
        Context.of(
            TestCluster.installation(),
            node.postgres.config(),
            RejoinOptions.DEFAULT,
            RejoinWatch.NONE);
    ClientTitles titles = new ClientTitles(node.postgres.adopt().orElseThrow(), node.id);
    try (var sessions = context.sessions()) {
      return new Drain(sessions, titles).awaitLogins(SHORT, () -> true);
    }
  }

  /** It was led here before its router heard of the order, and would be broken off. */
  @Test
  void whoIsLoggingInIsWaitedForAndNotForLong() throws Exception {
    try (Connection idle = node.client()) {
      LocalSessions.value(idle, "SELECT 1");
      assertThat(loginsLeft()).as("it has logged in").isZero();
    }
    try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
      assertThat(silent.isConnected()).isTrue();
      TestCluster.eventually("it is noticed", () -> loginsLeft() == 1);
    }
    TestCluster.eventually("it is gone", () -> loginsLeft() == 0);
  }
}
