package io.saksi.agent.divergence;

import io.saksi.agent.divergence.WalRecord.RelationFile;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a node had that the history has not, as it is kept and shown ({@code docs/divergence.md}).
 * Texts are PostgreSQL's own forms; a list that was cut says how much is missing.
 *
 * @param format 1
 * @param id {@code NODE-NUMBER}, unique in the cluster
 * @param written when the report was made, ISO 8601, by this node's clock
 * @param instance the data directory that held it
 * @param timeline of the dropped WAL
 * @param fork where the history leaves that timeline; {@code 0/0} where that is not known
 * @param end about where the dropped WAL ends
 * @param reason why commits are classed as they are
 * @param aborted transactions that were rolled back
 * @param unfinished transactions that had written rows and had not ended
 * @param notTold row changes that were not counted, for there were too many transactions at once
 * @param relations rows of committed transactions, by relation and class
 * @param transactions in the order of their commits, the first {@value Tally#MOST_LISTED}
 * @param omitted committed transactions that are not listed
 */
public record DivergenceReport(
    int format,
    String id,
    String node,
    String written,
    String instance,
    int timeline,
    String fork,
    String end,
    String reason,
    long unacknowledged,
    long possiblyAcknowledged,
    long aborted,
    long unfinished,
    long notTold,
    List<Relation> relations,
    List<Transaction> transactions,
    long omitted) {
  static final int FORMAT = 1;
  private static final int MOST_RELATIONS_EACH = 50;

  /**
   * @param name {@code database.schema.relation}, or the numbers of its file
   */
  public record Relation(
      String name, String acknowledged, long inserted, long updated, long deleted) {}

  /**
   * @param committed by the clock of the node that wrote it; null where it could not be read
   * @param lsn the end of the commit's record
   */
  public record Transaction(
      long xid, String committed, String lsn, String acknowledged, List<Relation> rows) {}

  /** Whose WAL it is, and from where on it is dropped. */
  public record Subject(NodeId node, int number, String instance, int timeline, Lsn fork) {
    public String id() {
      return node.name() + "-" + number;
    }
  }

  public static DivergenceReport of(
      Subject subject, Tally tally, RelationNames names, Instant now) {
    List<Transaction> transactions =
        tally.commits().stream().map(commit -> transaction(commit, names)).toList();
    List<Relation> relations = new ArrayList<>();
    tally
        .rows()
        .forEach((acknowledgement, rows) ->
            relations.addAll(relations(rows, acknowledgement, names, Integer.MAX_VALUE)));
    long unacknowledged = tally.committed(Acknowledgement.UNACKNOWLEDGED);
    long possibly = tally.committed(Acknowledgement.POSSIBLY_ACKNOWLEDGED);
    return new DivergenceReport(
        FORMAT,
        subject.id(),
        subject.node().name(),
        now.toString(),
        subject.instance(),
        subject.timeline(),
        subject.fork().toString(),
        tally.end().orElse(subject.fork()).toString(),
        ReignEnd.reason(tally.reign()),
        unacknowledged,
        possibly,
        tally.aborted(),
        tally.unfinished(),
        tally.unattributed(),
        relations,
        transactions,
        unacknowledged + possibly - transactions.size());
  }

  private static Transaction transaction(Tally.Commit commit, RelationNames names) {
    Optional<String> at = commit.at().map(Instant::toString);
    return new Transaction(
        commit.xid(),
        at.orElse(null),
        commit.lsn().toString(),
        word(commit.acknowledgement()),
        relations(commit.rows(), commit.acknowledgement(), names, MOST_RELATIONS_EACH));
  }

  /** Two files of one relation (it was rewritten) are one relation to people. */
  private static List<Relation> relations(
      Map<RelationFile, RowCounts> rows,
      Acknowledgement acknowledgement,
      RelationNames names,
      int most) {
    Map<String, RowCounts> byName = new TreeMap<>();
    rows.forEach((relation, counts) -> {
      String name = names.of(relation);
      if (!RelationNames.isCatalogue(name)) {
        byName.merge(name, counts, RowCounts::plus);
      }
    });
    return byName.entrySet().stream()
        .limit(most)
        .map(e ->
            new Relation(
                e.getKey(),
                word(acknowledgement),
                e.getValue().inserted(),
                e.getValue().updated(),
                e.getValue().deleted()))
        .toList();
  }

  static String word(Acknowledgement acknowledgement) {
    return switch (acknowledgement) {
      case UNACKNOWLEDGED -> "no";
      case POSSIBLY_ACKNOWLEDGED -> "possibly";
    };
  }

  /** Whether everything is there that has to be: what reads it can give less than was written. */
  boolean isWhole() {
    return Stream.of(id, node, written, instance, fork, end, reason).noneMatch(Objects::isNull)
        && areWhole(relations)
        && transactions != null
        && transactions.stream().allMatch(DivergenceReport::isWhole);
  }

  private static boolean isWhole(Transaction one) {
    return one != null && one.lsn != null && one.acknowledged != null && areWhole(one.rows);
  }

  private static boolean areWhole(List<Relation> relations) {
    return relations != null
        && relations.stream()
            .allMatch(one -> one != null && one.name != null && one.acknowledged != null);
  }

  /** Whether what it tells may be all that is left of something that a client relies on. */
  public boolean mayHoldAcknowledged() {
    return possiblyAcknowledged > 0;
  }
}
