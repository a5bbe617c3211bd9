package io.saksi.agent.divergence;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.Lsn;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WalRecordTest {
  private static WalRecord record(String manager, String description) {
    String line =
        "rmgr: "
            + manager
            + " len (rec/tot):     59/    59, tx:        735, lsn: 0/030000F8, prev 0/030000B8,"
            + " desc: "
            + description;
    return WalRecord.parse(line).orElseThrow();
  }

  @Test
  void framesAreTheSameInAllVersions() {
    WalRecord record =
        record("Heap       ", "INSERT off 2 flags 0x00, blkref #0: rel 1663/5/16384 blk 0");
    assertThat(record.xid()).isEqualTo(735);
    assertThat(record.start()).isEqualTo(Lsn.parse("0/30000F8"));
    assertThat(record.relations()).containsExactly(new WalRecord.RelationFile(1663, 5, 16384));
    assertThat(WalRecord.parse("pg_waldump: error: error in WAL record at 0/3000148")).isEmpty();
    assertThat(WalRecord.parse("")).isEmpty();
  }

  @Test
  void rowsOfFourteenAndOfEighteen() {
    String at = ", blkref #0: rel 1663/5/16384 blk 0";
    assertThat(rows("INSERT+INIT off 1 flags 0x00" + at)).isEqualTo(new RowCounts(1, 0, 0));
    assertThat(rows("INSERT off: 1, flags: 0x08" + at)).isEqualTo(new RowCounts(1, 0, 0));
    assertThat(rows("MULTI_INSERT+INIT 61 tuples flags 0x02" + at))
        .isEqualTo(new RowCounts(61, 0, 0));
    assertThat(rows("MULTI_INSERT+INIT ntuples: 61, flags: 0x02, offsets: [1, 2]" + at))
        .isEqualTo(new RowCounts(61, 0, 0));
    assertThat(rows("HOT_UPDATE off 1 xmax 735 flags 0x20 ; new off 2 xmax 0" + at))
        .isEqualTo(new RowCounts(0, 1, 0));
    assertThat(rows("UPDATE old_xmax: 735, old_off: 1, old_infobits: []" + at))
        .isEqualTo(new RowCounts(0, 1, 0));
    assertThat(rows("DELETE xmax: 735, off: 1, infobits: [KEYS_UPDATED], flags: 0x00" + at))
        .isEqualTo(new RowCounts(0, 0, 1));
    assertThat(RowChange.of(record("Heap", "LOCK off 1: xid 735: flags 0x00" + at))).isEmpty();
    assertThat(RowChange.of(record("Btree", "INSERT_LEAF off 1" + at))).isEmpty();
  }

  private static RowCounts rows(String description) {
    String manager = description.startsWith("MULTI") ? "Heap2" : "Heap";
    return RowChange.of(record(manager, description)).orElseThrow().rows();
  }

  @Test
  void endsOfTransactions() {
    TransactionEnd commit =
        end(
            "COMMIT 2026-11-21 10:00:00.123456 UTC; rels: base/5/16384; subxacts: 736 737; inval"
                + " msgs: catcache 80");
    assertThat(commit.kind()).isEqualTo(TransactionEnd.Kind.COMMITTED);
    assertThat(commit.at()).contains(Instant.parse("2026-11-21T10:00:00.123456Z"));
    assertThat(commit.parts()).containsExactly(736L, 737L);
    assertThat(commit.prepared()).isEmpty();
    TransactionEnd second = end("COMMIT_PREPARED 740: 2026-11-21 10:00:00.123456 UTC");
    assertThat(second.prepared()).isEqualTo(Optional.of(740L));
    assertThat(end("ABORT 2026-11-21 10:00:00.123456 UTC").kind())
        .isEqualTo(TransactionEnd.Kind.ABORTED);
    assertThat(end("PREPARE gid x: 2026-11-21 10:00:00.123456 UTC").kind())
        .isEqualTo(TransactionEnd.Kind.PREPARED);
    assertThat(end("COMMIT in words of a later version").at()).isEmpty();
    assertThat(TransactionEnd.of(record("Transaction", "ASSIGNMENT xtop 1: subxacts: 2")))
        .isEmpty();
  }

  private static TransactionEnd end(String description) {
    return TransactionEnd.of(record("Transaction", description)).orElseThrow();
  }

  /** A function that catches an exception for each row makes as many. */
  @Test
  void aTransactionOfVeryManyPartsIsRead() {
    StringBuilder many = new StringBuilder("COMMIT 2026-11-21 10:00:00.123456 UTC; subxacts:");
    for (int xid = 1; xid <= 100_000; xid++) {
      many.append(' ').append(xid);
    }
    assertThat(end(many + "; inval msgs: catcache 7").parts()).hasSize(100_000).contains(100_000L);
  }

  @Test
  void numbersThatAreNoneAreNotTaken() {
    String huge = "9".repeat(30);
    assertThat(end("COMMIT_PREPARED " + huge + ": 2026-11-21 10:00:00 UTC").prepared()).isEmpty();
    assertThat(end("COMMIT 2026-11-21 10:00:00 UTC; subxacts: 7 " + huge).parts())
        .containsExactly(7L);
    assertThat(rows("MULTI_INSERT ntuples: " + huge + ", blkref #0: rel 1663/5/16384 blk 0"))
        .isEqualTo(new RowCounts(1, 0, 0));
    RelationNames names = new RelationNames();
    names.read("saksi-database " + huge + " shop");
    assertThat(names.databases()).isEmpty();
  }

  @Test
  void whatIsKeptIsBounded() {
    Tally tally = new Tally(Optional.empty());
    for (int xid = 1; xid <= Tally.MOST_OPEN + 5; xid++) {
      tally.accept(
          ("rmgr: Heap len (rec/tot): 59/59, tx: %d, lsn: 0/030000F8, prev 0/030000B8, desc: INSERT"
                  + " off 2 flags 0x00, blkref #0: rel 1663/5/16384 blk 0")
              .formatted(xid));
    }
    assertThat(tally.unfinished()).isEqualTo(Tally.MOST_OPEN);
    assertThat(tally.unattributed()).isEqualTo(5);
  }
}
