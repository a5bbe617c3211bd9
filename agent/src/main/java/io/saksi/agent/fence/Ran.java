package io.saksi.agent.fence;

/** How one run of a fence program went. */
sealed interface Ran {
  /**
   * It ended.
   *
   * @param words the end of what it said, for people; whatever the program chose to say
   */
  record Ended(int status, String words) implements Ran {}

  /** It did not end in time, and was killed. What it did is not known. */
  record TimedOut() implements Ran {}

  record CouldNotStart(String why) implements Ran {}

  /** For people, in one line. */
  default String inWords() {
    return switch (this) {
      case Ended ended -> "status " + ended.status() + " (" + ended.words() + ")";
      case TimedOut _ -> "no end in time";
      case CouldNotStart not -> not.why();
    };
  }
}
