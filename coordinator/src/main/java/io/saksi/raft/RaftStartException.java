package io.saksi.raft;

/** The peer does not start. The message is one line and says what to do about it. */
public final class RaftStartException extends Exception {
  private static final long serialVersionUID = 1L;

  RaftStartException(String problem, String remedy) {
    super(oneLine(problem) + "; " + oneLine(remedy));
  }

  RaftStartException(String problem, String remedy, Throwable cause) {
    super(oneLine(problem) + "; " + oneLine(remedy), cause);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ");
  }
}
