package io.saksi.chaos;

import io.saksi.chaos.cluster.NodeCutOff;
import org.junit.jupiter.api.Test;

@ChaosStory
class PrimaryCutOffTest {
  @Test
  void thePrimaryIsCutOffFromEverybodyAndItsSuccessorWaitsForTheLease(Run run) throws Exception {
    run.failover(primary -> new NodeCutOff(primary, NodeCutOff.Direction.BOTH));
  }
}
