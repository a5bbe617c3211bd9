package io.saksi.agent.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Where something can be lost: whoever gives the order types what is at stake. */
public final class Confirmation {
  private Confirmation() {}

  /**
   * Blocks until a line is there, or the end of the input.
   *
   * @param scripts how those confirm who cannot type
   * @throws CliFailure if anything else is typed
   */
  public static void require(String phrase, String scripts) {
    String typed;
    try {
      typed =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    } catch (IOException e) {
      typed = null;
    }
    if (typed == null || !typed.strip().equals(phrase)) {
      throw new CliFailure(ExitCode.NOT_CONFIRMED, "nothing was done", scripts);
    }
  }
}
