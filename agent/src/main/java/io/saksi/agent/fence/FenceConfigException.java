package io.saksi.agent.fence;

import java.util.List;

/** What is wrong with the fence file: every mistake, each with its line and its remedy. */
public final class FenceConfigException extends Exception {
  FenceConfigException(List<String> mistakes) {
    super(String.join("\n", mistakes));
  }
}
