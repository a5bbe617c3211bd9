package io.saksi.agent.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * {@code 2026-11-21T02:40:05.123+01:00 WARN guard.Watch the agent is gone}. A stack trace follows
 * on lines of its own, indented.
 */
public final class LineFormatter extends Formatter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT);
  private static final String OURS = "io.saksi.";

  @Override
  public String format(LogRecord logged) {
    StringBuilder line = new StringBuilder(120);
    TIME.formatTo(logged.getInstant().atZone(ZoneId.systemDefault()), line);
    line.append(' ').append(level(logged.getLevel()));
    line.append(' ').append(component(logged.getLoggerName()));
    line.append(' ').append(formatMessage(logged).replace('\n', ' ')).append('\n');
    if (logged.getThrown() != null) {
      StringWriter trace = new StringWriter();
      logged.getThrown().printStackTrace(new PrintWriter(trace));
      trace.toString().lines().forEach(l -> line.append("    ").append(l.strip()).append('\n'));
    }
    return line.toString();
  }

  private static String level(Level level) {
    if (level.intValue() >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    if (level.intValue() >= Level.WARNING.intValue()) {
      return "WARN ";
    }
    return level.intValue() >= Level.INFO.intValue() ? "INFO " : "DEBUG";
  }

  /** The class, and for our own the package before it: enough to find it. */
  static String component(String logger) {
    if (logger == null || logger.isEmpty()) {
      return "-";
    }
    int dot = logger.lastIndexOf('.');
    if (logger.startsWith(OURS) && dot > OURS.length()) {
      int before = logger.lastIndexOf('.', dot - 1);
      return logger.substring(before + 1);
    }
    return logger.substring(dot + 1);
  }
}
