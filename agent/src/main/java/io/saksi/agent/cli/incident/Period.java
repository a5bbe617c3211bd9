package io.saksi.agent.cli.incident;

import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.proto.v1.IncidentRecord;
import io.saksi.proto.v1.ListIncidentsReply;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which time a question is about. */
final class Period {
  private static final String EXAMPLES = "write 2026-11-21, 2026-11-21T10:30 or 2026-11-21T10:30Z";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = Back.class,
      description = "So long back from now: 12h, 30d. Default: all that is known.")
  private Duration since;

  @Option(
      names = "--from",
      paramLabel = "DATE",
      converter = Date.class,
      description = "From then: 2026-11-01, 2026-11-01T06:00 (UTC), 2026-11-01T06:00+01:00.")
  private Instant from;

  @Option(
      names = "--to",
      paramLabel = "DATE",
      converter = Date.class,
      description = "Until then. Default: now.")
  private Instant to;

  /**
   * @param cut whether more was asked for than is known
   */
  record Span(Instant from, Instant to, boolean cut) {
    Duration length() {
      return Duration.between(from, to);
    }
  }

  /** Before anybody is asked. */
  void check() {
    if (since != null && (from != null || to != null)) {
      throw usage("--since does not go with --from and --to", "Give the one or the other.");
    }
    if (from != null && to != null && !from.isBefore(to)) {
      throw usage("--from lies before --to", "Exchange them.");
    }
  }

  private static CliFailure usage(String message, String remedy) {
    return new CliFailure(ExitCode.USAGE, message, remedy);
  }

  /** What was asked for, as far as it is known. */
  Span of(ListIncidentsReply reply) {
    Instant now = Instant.ofEpochMilli(reply.getView().getNowMs());
    Instant known = known(reply).orElse(now);
    Instant end = to == null || to.isAfter(now) ? now : to;
    Instant begin = since != null ? now.minus(since) : from != null ? from : known;
    Instant cut = begin.isBefore(known) ? known : begin;
    return new Span(cut.isAfter(end) ? end : cut, end, begin.isBefore(known) || isAfter(to, now));
  }

  private static boolean isAfter(Instant wanted, Instant now) {
    return wanted != null && wanted.isAfter(now);
  }

  /** Where older incidents are forgotten, only from the oldest one on that is kept. */
  private static Optional<Instant> known(ListIncidentsReply reply) {
    if (reply.getDropped() > 0) {
      return reply.getIncidentsList().stream()
          .filter(IncidentRecord::hasDownFromMs)
          .map(i -> Instant.ofEpochMilli(i.getDownFromMs()))
          .min(Instant::compareTo);
    }
    return reply.getView().hasSinceMs()
        ? Optional.of(Instant.ofEpochMilli(reply.getView().getSinceMs()))
        : Optional.empty();
  }

  static final class Back implements ITypeConverter<Duration> {
    private static final Pattern TIME = Pattern.compile("([0-9]{1,4})([mhd])");
    private static final int MOST_DAYS = 3653;

    @Override
    public Duration convert(String text) {
      Matcher time = TIME.matcher(text);
      if (!time.matches() || Integer.parseInt(time.group(1)) == 0) {
        throw wrong(text);
      }
      long number = Long.parseLong(time.group(1));
      Duration back =
          switch (time.group(2)) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
          };
      if (back.toDays() > MOST_DAYS) {
        throw wrong(text);
      }
      return back;
    }

    private static TypeConversionException wrong(String text) {
      return new TypeConversionException(
          "'" + PlainText.of(text) + "' is no time of up to ten years; write 30m, 12h or 30d");
    }
  }

  static final class Date implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      try {
        return parse(text);
      } catch (DateTimeException e) {
        throw new TypeConversionException("'" + PlainText.of(text) + "' is no date; " + EXAMPLES);
      }
    }

    /** Without an offset it is UTC, as everything that is printed. */
    private static Instant parse(String text) {
      if (text.indexOf('T') < 0) {
        return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      }
      String time = text.substring(text.indexOf('T'));
      boolean offset = time.endsWith("Z") || time.indexOf('+') >= 0 || time.indexOf('-') >= 0;
      return offset
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    }
  }
}
