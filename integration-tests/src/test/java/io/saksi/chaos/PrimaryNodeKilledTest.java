package io.saksi.chaos;

import io.saksi.chaos.cluster.NodeKilled;
import org.junit.jupiter.api.Test;

@ChaosStory
class PrimaryNodeKilledTest {
  @Test
  void aWholeNodeDiesAndAnotherTakesOver(Run run) throws Exception {
    run.failover(primary -> new NodeKilled(primary));
  }
}
