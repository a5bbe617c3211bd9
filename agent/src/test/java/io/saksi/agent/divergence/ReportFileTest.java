package io.saksi.agent.divergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A report of which a part is missing is damaged: who shows it counts on all of it. */
class ReportFileTest {
  private static String report() {
    Tally tally = new Tally(Optional.empty());
    tally.accept(
        "rmgr: Heap len (rec/tot): 59/59, tx: 735, lsn: 0/030000F8, prev 0/030000B8, desc: INSERT"
            + " off 2 flags 0x00, blkref #0: rel 1663/5/16384 blk 0");
    tally.accept(
        "rmgr: Transaction len (rec/tot): 34/34, tx: 735, lsn: 0/03000138, prev 0/030000F8, desc:"
            + " COMMIT 2026-11-21 10:00:00.123456 UTC");
    return ReportFile.toJson(
        DivergenceReport.of(
            new DivergenceReport.Subject(new NodeId("a"), 3, "i1", 1, new Lsn(0x3000000)),
            tally,
            RelationNames.NONE,
            Instant.EPOCH));
  }

  @Test
  void itIsReadAsItWasWritten() throws Exception {
    DivergenceReport read = ReportFile.parse(report());
    assertThat(read.transactions()).hasSize(1);
    assertThat(read.transactions().getFirst().rows()).hasSize(1);
    assertThat(ReportFile.toJson(read)).isEqualTo(report());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id",
        "node",
        "written",
        "instance",
        "fork",
        "end",
        "reason",
        "relations",
        "transactions",
        "lsn",
        "rows",
        "name",
        "acknowledged"
      })
  void aPartThatIsMissing(String name) {
    String damaged = report().replaceFirst("\"" + name + "\":", "\"x\":");
    assertThat(damaged).isNotEqualTo(report());
    assertThatThrownBy(() -> ReportFile.parse(damaged))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a part of it is missing");
  }

  @Test
  void nothingInAList() {
    String damaged = report().replace("\"relations\": [", "\"relations\": [ null,");
    assertThatThrownBy(() -> ReportFile.parse(damaged)).isInstanceOf(IOException.class);
  }
}
