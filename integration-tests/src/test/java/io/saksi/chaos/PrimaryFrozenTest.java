package io.saksi.chaos;

import io.saksi.chaos.cluster.NodeFrozen;
import org.junit.jupiter.api.Test;

@ChaosStory
class PrimaryFrozenTest {
  @Test
  void thePrimaryIsFrozenAndThawsWhenAnotherHasOpened(Run run) throws Exception {
    run.failover(primary -> new NodeFrozen(primary));
  }
}
