package io.saksi.agent.hands;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.Lsn;
import org.junit.jupiter.api.Test;

/** pg_rewind needs a checkpoint of the new timeline; one that began before is of the old one. */
class CheckpointThatWasTooEarlyTest {
  private final Memory memory = new Memory();

  @Test
  void aCheckpointThatBeganOnTheStandbyLeavesTheOneAfterThePromotionDue() {
    long begun = memory.promotions();
    memory.promoted(new Lsn(100));
    memory.checkpointed(begun);
    assertThat(memory.checkpointDue()).isTrue();
  }

  @Test
  void aCheckpointAfterThePromotionIsTheOne() {
    memory.promoted(new Lsn(100));
    memory.checkpointed(memory.promotions());
    assertThat(memory.checkpointDue()).isFalse();
  }
}
