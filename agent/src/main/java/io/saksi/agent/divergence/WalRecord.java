package io.saksi.agent.divergence;

import io.saksi.core.model.Lsn;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One record of WAL, from a line of {@code pg_waldump}. The line's frame is the same in PostgreSQL
 * 14 to 18 (XLogDisplayRecord in pg_waldump.c); the description differs, and is read by those who
 * need it.
 *
 * @param xid 0 where the record belongs to no transaction
 * @param length of the record in bytes, as a whole
 * @param relations that it changes, in the order of its blocks
 */
public record WalRecord(
    String manager,
    long xid,
    Lsn start,
    long length,
    String description,
    Set<RelationFile> relations) {
  private static final Pattern LINE =
      Pattern.compile(
          "rmgr: (\\S+) +len \\(rec/tot\\): +\\d+/ *(\\d+), tx: +(\\d+), lsn: ([0-9A-F/]+),"
              + " prev [0-9A-F/]+, desc: (.*)");
  private static final Pattern RELATION =
      Pattern.compile("\\brel (\\d+)/(\\d+)/(\\d+)(?: fork \\w+)? blk");

  /**
   * A file of a relation, as WAL names it.
   *
   * @param database its OID; 0 for what all databases share
   * @param file its relfilenode
   */
  public record RelationFile(long tablespace, long database, long file)
      implements Comparable<RelationFile> {
    @Override
    public int compareTo(RelationFile other) {
      int byDatabase = Long.compare(database, other.database);
      int byFile = byDatabase == 0 ? Long.compare(file, other.file) : byDatabase;
      return byFile == 0 ? Long.compare(tablespace, other.tablespace) : byFile;
    }
  }

  /** Empty for a line that is no record: pg_waldump also says where it stopped. */
  public static Optional<WalRecord> parse(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new WalRecord(
              matcher.group(1),
              Long.parseLong(matcher.group(3)),
              Lsn.parse(matcher.group(4)),
              Long.parseLong(matcher.group(2)),
              matcher.group(5),
              relations(matcher.group(5))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Set<RelationFile> relations(String description) {
    Set<RelationFile> found = new LinkedHashSet<>();
    Matcher matcher = RELATION.matcher(description);
    while (matcher.find()) {
      found.add(
          new RelationFile(
              Long.parseLong(matcher.group(1)),
              Long.parseLong(matcher.group(2)),
              Long.parseLong(matcher.group(3))));
    }
    return found;
  }
}
