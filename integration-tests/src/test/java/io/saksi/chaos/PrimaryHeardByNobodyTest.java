package io.saksi.chaos;

import io.saksi.chaos.cluster.NodeCutOff;
import org.junit.jupiter.api.Test;

@ChaosStory
class PrimaryHeardByNobodyTest {
  @Test
  void thePrimaryHearsEverybodyAndNobodyHearsIt(Run run) throws Exception {
    run.failover(primary -> new NodeCutOff(primary, NodeCutOff.Direction.OUTGOING));
  }
}
