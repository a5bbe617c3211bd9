package io.saksi.agent.divergence;

import io.saksi.agent.divergence.WalRecord.RelationFile;
import io.saksi.core.model.Lsn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Adds up WAL, line by line as {@code pg_waldump} prints it. What it keeps is bounded: beyond
 * {@value #MOST_OPEN} transactions at once, or {@value #MOST_LISTED} that committed, rows and
 * commits are counted but no longer told one by one.
 */
public final class Tally implements Consumer<String> {
  static final int MOST_OPEN = 50_000;
  static final int MOST_LISTED = 1_000;
  private static final int MOST_RELATIONS = 10_000;

  private final Optional<ReignEnd> reign;
  private final Map<Long, Map<RelationFile, RowCounts>> open = new HashMap<>();
  private final List<Commit> commits = new ArrayList<>();
  private final Map<Acknowledgement, Map<RelationFile, RowCounts>> rows = new TreeMap<>();
  private final Map<Acknowledgement, Long> committed = new TreeMap<>();
  private Optional<Lsn> end = Optional.empty();
  private long records;
  private long aborted;
  private long unattributed;

  /** A transaction that the history lacks. */
  public record Commit(
      long xid,
      boolean prepared,
      Optional<Instant> at,
      Lsn lsn,
      Acknowledgement acknowledgement,
      Map<RelationFile, RowCounts> rows) {}

  /**
   * @param reign how it ended, where that is known
   */
  public Tally(Optional<ReignEnd> reign) {
    this.reign = reign;
  }

  @Override
  public synchronized void accept(String line) {
    WalRecord.parse(line).ifPresent(this::add);
  }

  private void add(WalRecord record) {
    records++;
    Lsn at = new Lsn(record.start().value() + record.length());
    end = Optional.of(at);
    TransactionEnd.of(record).ifPresent(how -> ended(record, how, at));
    RowChange.of(record).ifPresent(change -> changed(record.xid(), change));
  }

  private void changed(long xid, RowChange change) {
    Map<RelationFile, RowCounts> own = open.get(xid);
    if (own == null && open.size() >= MOST_OPEN) {
      unattributed++;
      return;
    }
    add(open.computeIfAbsent(xid, x -> new TreeMap<>()), change.relation(), change.rows());
  }

  private void ended(WalRecord record, TransactionEnd how, Lsn at) {
    long xid = how.prepared().orElse(record.xid());
    switch (how.kind()) {
      case ABORTED -> {
        aborted++;
        open.remove(xid);
        how.parts().forEach(open::remove);
      }
      // Its rows are told when it is committed; until then nobody sees them.
      case PREPARED -> {
        Map<RelationFile, RowCounts> all = taken(xid, how.parts());
        if (open.size() < MOST_OPEN) {
          open.put(xid, all);
        }
      }
      case COMMITTED -> committed(xid, how, at);
    }
  }

  private void committed(long xid, TransactionEnd how, Lsn at) {
    Acknowledgement acknowledgement = ReignEnd.classed(reign, at);
    Map<RelationFile, RowCounts> all = taken(xid, how.parts());
    committed.merge(acknowledgement, 1L, Long::sum);
    Map<RelationFile, RowCounts> sum = rows.computeIfAbsent(acknowledgement, a -> new TreeMap<>());
    all.forEach((relation, counts) -> add(sum, relation, counts));
    if (commits.size() < MOST_LISTED) {
      commits.add(new Commit(xid, how.prepared().isPresent(), how.at(), at, acknowledgement, all));
    }
  }

  private Map<RelationFile, RowCounts> taken(long xid, List<Long> parts) {
    Map<RelationFile, RowCounts> all = new TreeMap<>();
    List<Long> xids = new ArrayList<>(parts);
    xids.add(xid);
    for (long one : xids) {
      Map<RelationFile, RowCounts> own = open.remove(one);
      if (own != null) {
        own.forEach((relation, counts) -> add(all, relation, counts));
      }
    }
    return all;
  }

  private void add(Map<RelationFile, RowCounts> to, RelationFile relation, RowCounts counts) {
    if (to.size() < MOST_RELATIONS || to.containsKey(relation)) {
      to.merge(relation, counts, RowCounts::plus);
    } else {
      unattributed++;
    }
  }

  synchronized Map<Acknowledgement, Map<RelationFile, RowCounts>> rows() {
    return rows;
  }

  synchronized List<Commit> commits() {
    return commits;
  }

  synchronized long committed(Acknowledgement acknowledgement) {
    return committed.getOrDefault(acknowledgement, 0L);
  }

  synchronized long aborted() {
    return aborted;
  }

  /** Transactions that had written rows and not ended. */
  synchronized long unfinished() {
    return open.size();
  }

  synchronized long unattributed() {
    return unattributed;
  }

  synchronized long records() {
    return records;
  }

  /** About where the last record ends; empty if there was none. */
  synchronized Optional<Lsn> end() {
    return end;
  }

  Optional<ReignEnd> reign() {
    return reign;
  }
}
