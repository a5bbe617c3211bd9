package io.saksi.agent.cli;

import java.util.Map;

/**
 * Where the output goes. The launcher looks at the terminal, for the JVM can do so only at a price
 * that shows in every start.
 *
 * @param columns the width to keep to; {@link #UNBOUNDED} where the output is no terminal
 * @param colour whether to use colour
 * @param debug whether failures show stack traces
 */
public record Terminal(int columns, boolean colour, boolean debug) {
  public static final int UNBOUNDED = Integer.MAX_VALUE;

  /** Set by the launcher where standard output is a terminal: its width, or 0 if unknown. */
  private static final String COLUMNS = "saksi.columns";

  private static final int USUAL_COLUMNS = 80;
  private static final int LEAST_COLUMNS = 40;

  public static Terminal ofProcess() {
    return of(Integer.getInteger(COLUMNS, -1), System.getenv());
  }

  /**
   * @param columns the width of the terminal, 0 if it is unknown, negative where there is none
   */
  static Terminal of(int columns, Map<String, String> environment) {
    boolean terminal = columns >= 0;
    // https://no-color.org: any value but the empty one.
    boolean refused = !environment.getOrDefault("NO_COLOR", "").isEmpty();
    boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
    return new Terminal(
        terminal ? width(columns) : UNBOUNDED,
        terminal && !refused && !dumb,
        !environment.getOrDefault("SAKSI_DEBUG", "").isEmpty());
  }

  private static int width(int columns) {
    return columns == 0 ? USUAL_COLUMNS : Math.max(columns, LEAST_COLUMNS);
  }
}
