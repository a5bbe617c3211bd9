package io.saksi.agent.postgres;

import java.util.List;

/** The roles that the agents have in every database cluster of theirs, as SQL, a line each. */
final class OwnRoles {
  private static final List<String> READ_BY_REWIND =
      List.of(
          "pg_ls_dir(text, boolean, boolean)",
          "pg_stat_file(text, boolean)",
          "pg_read_binary_file(text)",
          "pg_read_binary_file(text, bigint, bigint, boolean)");

  private OwnRoles() {}

  /** Where initdb has made the superuser: the one for replication, rewinds and clones. */
  static String replicator(Secrets secrets, int majorVersion) {
    return "CREATE" + role(Secrets.REPLICATOR, "LOGIN REPLICATION", secrets) + grants(majorVersion);
  }

  /**
   * Both, in a database cluster that somebody else made.
   *
   * @param there those that need only be made as they should be
   */
  static String all(Secrets secrets, int majorVersion, List<String> there) {
    return verb(Secrets.SUPERUSER, there)
        + role(Secrets.SUPERUSER, "LOGIN SUPERUSER", secrets)
        + verb(Secrets.REPLICATOR, there)
        + role(Secrets.REPLICATOR, "LOGIN REPLICATION", secrets)
        + grants(majorVersion);
  }

  private static String verb(String role, List<String> there) {
    return there.contains(role) ? "ALTER" : "CREATE";
  }

  private static String role(String name, String what, Secrets secrets) {
    String password = ScramVerifier.of(secrets.passwordOf(name));
    return " ROLE " + name + " " + what + " PASSWORD '" + password + "';\n";
  }

  private static String grants(int majorVersion) {
    StringBuilder sql = new StringBuilder();
    for (String function : READ_BY_REWIND) {
      sql.append("GRANT EXECUTE ON FUNCTION pg_catalog.")
          .append(function)
          .append(" TO ")
          .append(Secrets.REPLICATOR)
          .append(";\n");
    }
    if (majorVersion >= 15) {
      sql.append("GRANT pg_checkpoint TO ").append(Secrets.REPLICATOR).append(";\n");
    }
    return sql.toString();
  }
}
