package io.saksi.agent.fence;

import java.util.List;
import java.util.stream.Stream;

/** What is wrong with the fence file: the mistakes, each with its line and its remedy. */
public final class FenceConfigException extends Exception {
  private static final int MOST_TOLD = 40;

  FenceConfigException(List<String> mistakes) {
    super(String.join("\n", told(mistakes)));
  }

  /** Of what is no fence file at all each line is a mistake. */
  private static List<String> told(List<String> mistakes) {
    int more = mistakes.size() - MOST_TOLD;
    return more <= 0
        ? mistakes
        : Stream.concat(mistakes.stream().limit(MOST_TOLD), Stream.of("and " + more + " more"))
            .toList();
  }
}
