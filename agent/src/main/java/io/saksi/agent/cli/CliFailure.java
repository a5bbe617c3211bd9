package io.saksi.agent.cli;

import java.io.Serial;

/** An expected failure of a command: one sentence on what is wrong, and one on what to do. */
public final class CliFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final int exitCode;
  private final String remedy;

  /**
   * @param exitCode one of {@link ExitCode}
   * @param remedy what the reader can do about it; may have several lines
   */
  public CliFailure(int exitCode, String message, String remedy) {
    super(message);
    this.exitCode = exitCode;
    this.remedy = remedy;
  }

  public int exitCode() {
    return exitCode;
  }

  public String remedy() {
    return remedy;
  }
}
