package io.saksi.agent.divergence;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a transaction ended, from the description of its last record (xactdesc.c).
 *
 * @param prepared the transaction that {@code COMMIT PREPARED} names; empty for any other
 * @param at by the clock of the node that wrote it; empty where it is not understood
 * @param parts its subtransactions
 */
record TransactionEnd(Kind kind, Optional<Long> prepared, Optional<Instant> at, List<Long> parts) {
  enum Kind {
    COMMITTED,
    ABORTED,
    PREPARED
  }

  private static final Pattern END =
      Pattern.compile(
          "(COMMIT|ABORT|PREPARE)(?:_PREPARED)?(?: (\\d{1,18}):| gid [^:]*:)?"
              + " (\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?) UTC\\b.*");

  /** Not as a group that is repeated: each turn of it would take a level of the stack. */
  private static final Pattern PARTS = Pattern.compile("; subxacts:([ \\d]+)");

  private static final Pattern PART = Pattern.compile("\\b\\d{1,18}\\b");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss[.SSSSSS]");

  /** Empty for a record that ends no transaction. */
  static Optional<TransactionEnd> of(WalRecord record) {
    if (!record.manager().equals("Transaction")) {
      return Optional.empty();
    }
    String text = record.description();
    Optional<Kind> kind = kind(text);
    if (kind.isEmpty()) {
      return Optional.empty();
    }
    Matcher end = END.matcher(text);
    boolean understood = end.matches();
    Optional<Long> prepared =
        understood && end.group(2) != null
            ? Optional.of(Long.parseLong(end.group(2)))
            : Optional.empty();
    return Optional.of(
        new TransactionEnd(
            kind.get(), prepared, understood ? time(end.group(3)) : Optional.empty(), parts(text)));
  }

  private static Optional<Kind> kind(String text) {
    if (text.startsWith("COMMIT")) {
      return Optional.of(Kind.COMMITTED);
    } else if (text.startsWith("ABORT")) {
      return Optional.of(Kind.ABORTED);
    }
    return text.startsWith("PREPARE") ? Optional.of(Kind.PREPARED) : Optional.empty();
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static List<Long> parts(String text) {
    List<Long> parts = new ArrayList<>();
    Matcher matcher = PARTS.matcher(text);
    if (matcher.find()) {
      Matcher part = PART.matcher(matcher.group(1));
      while (part.find()) {
        parts.add(Long.parseLong(part.group()));
      }
    }
    return parts;
  }
}
