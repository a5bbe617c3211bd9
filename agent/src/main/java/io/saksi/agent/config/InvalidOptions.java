package io.saksi.agent.config;

import java.util.List;

/** Everything that is wrong with the options, in one message. */
public final class InvalidOptions extends Exception {
  private static final long serialVersionUID = 1;

  InvalidOptions(List<String> mistakes) {
    super(String.join("\n", mistakes));
  }
}
