package io.saksi.agent.postgres;

import java.net.Inet6Address;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of {@code pg_hba.conf} that every PostgreSQL takes. One line that it does not take, and
 * it keeps the rules that it had: no gate would ever change again. What is right and is not known
 * here is for the node's own rules, which are looked at where they are in force (manual, "The
 * pg_hba.conf File").
 */
final class HbaGrammar {
  private static final Set<String> TYPES = Set.of("local", "host", "hostssl", "hostnossl");
  private static final Set<String> METHODS =
      Set.of("trust", "reject", "scram-sha-256", "md5", "password");
  private static final Set<String> KEYWORD_ADDRESSES = Set.of("all", "samehost", "samenet");

  /** Names in quotes may hold anything but quotes; a list has no blanks in it. */
  private static final Pattern NAMES =
      Pattern.compile(
          "(\\+?\"[^\"/@][^\"]*\"|\\+?[^\"\\s,/@#+][^\"\\s,#]*)"
              + "(,(\\+?\"[^\"/@][^\"]*\"|\\+?[^\"\\s,/@#+][^\"\\s,#]*))*");

  private static final Pattern FIELD = Pattern.compile("(?:\"[^\"]*\"|[^\\s\"])+");
  private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:]{2,39}");
  private static final Pattern CLIENT_CERTIFICATE = Pattern.compile("clientcert=verify-(ca|full)");

  private HbaGrammar() {}

  static Optional<String> mistake(String rule) {
    Matcher matcher = FIELD.matcher(rule);
    List<String> fields = matcher.results().map(r -> r.group()).toList();
    String rest = matcher.replaceAll("").strip();
    return why(fields, rest)
        .map(why ->
            why
                + ": "
                + rule
                + " (known here: TYPE DATABASES USERS [ADDRESS/BITS] trust, reject, scram-sha-256,"
                + " md5, password, peer or cert; for others give the node --client-hba)");
  }

  private static Optional<String> why(List<String> fields, String rest) {
    if (!rest.isEmpty()) {
      return Optional.of("a quote is not closed");
    } else if (fields.size() < 4 || !TYPES.contains(fields.getFirst())) {
      return Optional.of("no whole pg_hba rule");
    } else if (!NAMES.matcher(fields.get(1)).matches() || !NAMES.matcher(fields.get(2)).matches()) {
      return Optional.of("names that are not understood");
    }
    boolean local = fields.getFirst().equals("local");
    if (!local && !isAddress(fields.get(3))) {
      return Optional.of("no address with its bits");
    }
    int at = local ? 3 : 4;
    if (fields.size() == at) {
      return Optional.of("no method");
    }
    boolean tls = fields.getFirst().equals("hostssl");
    return method(fields.get(at), local, tls)
        .or(() -> options(fields.subList(at + 1, fields.size()), fields.get(at), tls));
  }

  private static Optional<String> method(String method, boolean local, boolean tls) {
    boolean known =
        METHODS.contains(method)
            || (local && method.equals("peer"))
            || (tls && method.equals("cert"));
    return known ? Optional.empty() : Optional.of("a method that is not known here");
  }

  private static Optional<String> options(List<String> options, String method, boolean tls) {
    boolean certificate =
        options.size() == 1
            && tls
            && METHODS.contains(method)
            && CLIENT_CERTIFICATE.matcher(options.getFirst()).matches();
    return options.isEmpty() || certificate
        ? Optional.empty()
        : Optional.of("options that are not known here");
  }

  private static boolean isAddress(String text) {
    if (KEYWORD_ADDRESSES.contains(text)) {
      return true;
    }
    String[] parts = text.split("/", -1);
    if (parts.length != 2 || !parts[1].matches("\\d{1,3}")) {
      return false;
    }
    int bits = Integer.parseInt(parts[1]);
    return V4.matcher(parts[0]).matches()
        ? Arrays.stream(parts[0].split("\\.")).allMatch(b -> Integer.parseInt(b) <= 255)
            && bits <= 32
        : isV6(parts[0]) && bits <= 128;
  }

  private static boolean isV6(String text) {
    try {
      return V6.matcher(text).matches() && Inet6Address.ofLiteral(text) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
