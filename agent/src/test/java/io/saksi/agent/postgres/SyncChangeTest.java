package io.saksi.agent.postgres;

import static io.saksi.agent.postgres.TestNode.BOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.agent.os.Signal;
import io.saksi.agent.os.Signals;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.SyncSet;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A set that is said to be in force is, whatever hangs meanwhile. */
@Tag(OrdinaryUser.TAG)
class SyncChangeTest {
  private TestCluster cluster;
  private TestNode a;
  private TestNode b;
  private SyncSetting members;

  @BeforeEach
  void start() throws Exception {
    cluster = new TestCluster();
    a = cluster.primary();
    b = cluster.standby("b", a);
    members = SyncSetting.of(SyncSet.any(1, List.of(b.id)));
  }

  @AfterEach
  void stop() throws Exception {
    cluster.close();
  }

  /**
   * Only the checkpointer makes commits wait, and one that is busy does it late. A change that gave
   * up waiting for it and is tried again has proven nothing the second time either.
   */
  @Test
  void changeThatIsTriedAgainWaitsForTheCheckpointerAsTheFirstDid() throws Exception {
    long checkpointer = pid("SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'");
    Signals.send(checkpointer, Signal.SIGSTOP);
    try {
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(() -> a.postgres.applySync(members, Duration.ofMillis(700)))
            .as("attempt " + attempt)
            .isInstanceOf(PostgresException.class);
      }
    } finally {
      Signals.send(checkpointer, Signal.SIGCONT);
    }
    a.postgres.applySync(members, BOUND);
  }

  /** It would go on by the set that it knows: what it releases nobody counts. */
  @Test
  void senderThatHangsIsGoneBeforeTheSetCounts() throws Exception {
    long sender = pid("SELECT pid FROM pg_stat_replication WHERE application_name = 'b'");
    Signals.send(sender, Signal.SIGSTOP);
    try {
      assertThatThrownBy(() -> a.postgres.applySync(members, Duration.ofSeconds(2)))
          .hasMessageContaining(Long.toString(sender));
    } finally {
      Signals.send(sender, Signal.SIGCONT);
    }
    Lsn marker = a.postgres.applySync(members, BOUND);
    TestCluster.eventually(
        "b has the marker",
        () -> a.postgres.observe(BOUND).senders().stream().anyMatch(s -> s.hasFlushed(marker)));
    assertThat(ProcessHandle.of(sender).filter(ProcessHandle::isAlive)).isEmpty();
  }

  private long pid(String query) throws Exception {
    return Long.parseLong(a.askAsAgent(query));
  }
}
