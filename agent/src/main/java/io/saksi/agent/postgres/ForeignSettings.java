package io.saksi.agent.postgres;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of a database cluster that was not made by an agent, as PostgreSQL itself reads its
 * files, and what becomes of them.
 */
final class ForeignSettings {
  /** In hexadecimal: single-user mode prints a value as it is, whatever is in it. */
  static final String QUERY =
      "SELECT 'saksi-set ' || encode(convert_to(name, 'UTF8'), 'hex')"
          + " || ' ' || encode(convert_to(setting, 'UTF8'), 'hex')"
          + " || ' ' || encode(convert_to(coalesce(sourcefile, ''), 'UTF8'), 'hex') AS saksi"
          + " FROM pg_settings WHERE source = 'configuration file';";

  static final String ROLES =
      "SELECT 'saksi-role ' || rolname AS saksi FROM pg_roles"
          + " WHERE rolname IN ('saksi', 'saksi_repl');";

  private static final Pattern SET =
      Pattern.compile("saksi-set ([0-9a-f]{1,400}) ([0-9a-f]{0,100000}) ([0-9a-f]{0,20000})");
  private static final Pattern ROLE = Pattern.compile("saksi-role (saksi_repl|saksi)\\b");

  private final Map<String, String> values = new TreeMap<>();
  private final List<String> roles = new ArrayList<>();

  /** A line that single-user mode printed. */
  synchronized void read(String line) {
    Matcher set = SET.matcher(line);
    if (set.find() && !text(set.group(3)).endsWith("/postgresql.auto.conf")) {
      values.put(text(set.group(1)).toLowerCase(Locale.ROOT), text(set.group(2)));
    }
    Matcher role = ROLE.matcher(line);
    if (role.find()) {
      roles.add(role.group(1));
    }
  }

  private static String text(String hex) {
    int whole = hex.length() / 2 * 2;
    return new String(HexFormat.of().parseHex(hex, 0, whole), StandardCharsets.UTF_8);
  }

  synchronized boolean isEmpty() {
    return values.isEmpty();
  }

  /** Roles of the agents' names that are there. */
  synchronized List<String> roles() {
    return List.copyOf(roles);
  }

  synchronized Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Those that are the agent's to set. */
  synchronized List<String> leftOut() {
    return values.keySet().stream().filter(name -> !isKept(name)).toList();
  }

  /** The user's own file, made of the others: each value as PostgreSQL read it. */
  synchronized String userConfig() {
    StringBuilder text =
        new StringBuilder("# Taken over by saksi adopt. Yours to change: docs/postgresql.md.\n");
    values.forEach((name, value) -> {
      if (isKept(name)) {
        text.append(name)
            .append(" = '")
            .append(value.replace("\\", "\\\\").replace("'", "''"))
            .append("'\n");
      }
    });
    return text.toString();
  }

  private static boolean isKept(String name) {
    return (!OwnedSettings.isOwned(name) || OwnedSettings.ARCHIVERS.contains(name))
        && !name.equals(OwnedSettings.WAL_LEVEL);
  }
}
