package io.saksi.core.decide.check;

import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.open;
import static io.saksi.core.decide.check.Checked.OPEN;
import static io.saksi.core.decide.check.Checked.codes;
import static io.saksi.core.decide.check.Checked.follows;
import static io.saksi.core.decide.check.Checked.leading;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.SyncSet;
import org.junit.jupiter.api.Test;

/** And that there is nothing to say of a healthy cluster. */
class ExposedTest {
  @Test
  void aPrimaryWithoutCountedStandbysIsExposed() {
    assertThat(codes(open(SyncSet.NOBODY), leading(), follows(B), follows(C)))
        .containsExactly(ProblemCode.EXPOSED);
  }

  @Test
  void aHealthyClusterHasNone() {
    assertThat(codes(OPEN, leading(), follows(B), follows(C))).isEmpty();
  }
}
