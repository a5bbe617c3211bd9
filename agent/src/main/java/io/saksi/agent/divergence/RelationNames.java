package io.saksi.agent.divergence;

import io.saksi.agent.divergence.WalRecord.RelationFile;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the files of relations were called in the data directory before it was rewound. Learnt from
 * single-user mode, which prints each column on a line of its own; names that could not be learnt
 * stay numbers.
 */
public final class RelationNames {
  public static final RelationNames NONE = new RelationNames();

  /** For the database in which it runs; what all databases share says database 0. */
  public static final String QUERY =
      "SELECT 'saksi-name ' || CASE WHEN c.relisshared THEN 0 ELSE d.oid END || ' '"
          + " || pg_relation_filenode(c.oid) || ' ' || current_database() || '.' || n.nspname"
          + " || '.' || coalesce(o.relname, c.relname) AS saksi"
          + " FROM pg_class c JOIN pg_database d ON d.datname = current_database()"
          + " JOIN pg_namespace n ON n.oid = c.relnamespace"
          + " LEFT JOIN pg_class o ON o.reltoastrelid = c.oid"
          + " WHERE pg_relation_filenode(c.oid) IS NOT NULL AND c.relkind IN ('r', 'm', 't', 'S')";

  public static final String DATABASES =
      "SELECT 'saksi-database ' || oid || ' ' || datname AS saksi FROM pg_database";

  private static final Pattern NAME =
      Pattern.compile(
          "saksi-name (\\d{1,10}) (\\d{1,10}) (.{0,400}?)\"?\\t.*"
              + "|saksi-name (\\d{1,10}) (\\d{1,10}) (.{0,400})\"$");
  private static final Pattern DATABASE =
      Pattern.compile("saksi-database (\\d{1,10}) ([^\"]{0,100})");
  private static final int MOST = 200_000;

  private final Map<String, String> names = new HashMap<>();
  private final Map<Long, String> databases = new HashMap<>();

  /** A line that single-user mode printed. */
  public synchronized void read(String line) {
    Matcher name = NAME.matcher(line.substring(Math.max(0, line.indexOf("saksi-name"))));
    if (name.matches() && names.size() < MOST) {
      int first = name.group(1) == null ? 4 : 1;
      names.put(name.group(first) + "/" + name.group(first + 1), name.group(first + 2));
    }
    Matcher database = DATABASE.matcher(line);
    if (database.find()) {
      databases.put(Long.parseLong(database.group(1)), database.group(2));
    }
  }

  public synchronized Map<Long, String> databases() {
    return Map.copyOf(databases);
  }

  /** {@code database.schema.relation}, or the numbers that WAL has. */
  synchronized String of(RelationFile relation) {
    String known = names.get(relation.database() + "/" + relation.file());
    return known == null
        ? "database " + relation.database() + ", filenode " + relation.file()
        : known;
  }

  /** A system catalogue's rows are changed by every DDL, and are of no use to people. */
  static boolean isCatalogue(String name) {
    return name.contains(".pg_catalog.") || name.contains(".pg_toast.");
  }
}
