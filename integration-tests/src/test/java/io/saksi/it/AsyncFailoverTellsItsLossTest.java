package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.saksi.agent.os.Signal;
import io.saksi.proto.v1.ClusterStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cluster of its own: what is lost here would be held against the others' stories. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class AsyncFailoverTellsItsLossTest {
  /** Several renewals: each says how far the primary's WAL has come. */
  private static final Duration WRITES_FOR = Duration.ofSeconds(2);

  @Test
  void inBytesInSecondsAndOnceTheFormerPrimaryIsBackInTransactions() throws Exception {
    TestCluster.ofThree().tell(getClass(), AsyncFailoverTellsItsLossTest::tell);
  }

  private static void tell(TestCluster cluster) throws Exception {
    ClusterStatus before = cluster.awaitWhole();
    Operator operator = new Operator(cluster);
    assertThat(operator.run("mode", "async", "--max-lag", "1073741824").code()).isZero();
    TestNode old = cluster.primary(before);
    List<TestNode> others = cluster.nodes().stream().filter(n -> n != old).toList();
    others.forEach(n -> n.signalReceiver(Signal.SIGSTOP));
    long end = System.nanoTime() + WRITES_FOR.toNanos();
    while (System.nanoTime() - end < 0) {
      cluster.awaitAcknowledgement();
    }
    old.kill();
    // Ended before they read what the kernel has received for them: that is what will be lost.
    others.forEach(n -> n.signalReceiver(Signal.SIGTERM));
    others.forEach(n -> n.signalReceiver(Signal.SIGCONT));

    ClusterStatus after = cluster.awaitSuccessor(before);
    cluster.awaitAcknowledgement();

    Incidents.Told told = Incidents.newest(cluster);
    assertThat(told.text("kind")).isEqualTo("failover");
    assertThat(told.text("to")).isEqualTo(after.getReign().getPrimary());
    JsonObject loss = told.json().getAsJsonObject("loss");
    assertThat(loss.get("proven").getAsBoolean()).as("it may have written more").isFalse();
    assertThat(loss.get("bytes").getAsLong()).as(loss.toString()).isPositive();
    assertThat(loss.get("span_ms").getAsLong()).as(loss.toString()).isPositive();

    old.start();
    cluster
        .statuses()
        .await(
            "all follow; in this mode none is counted",
            TestCluster.WHOLE_WITHIN,
            status -> Statuses.streaming(status) == others.size());

    long number = told.json().get("number").getAsLong();
    JsonObject counted = Incidents.show(cluster, number).json().getAsJsonObject("loss");
    long lost = cluster.verify().lostCount();
    System.out.println("AsyncFailoverTellsItsLossTest: " + lost + " rows lost; told: " + counted);
    assertThat(lost).as("or nothing was shown").isPositive();
    assertThat(counted.get("possibly_acknowledged").getAsLong())
        .as("a row each, of %s", counted)
        .isGreaterThanOrEqualTo(lost);
  }
}
