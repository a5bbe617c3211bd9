package io.saksi.agent.router;

/** What a listener's clients came for. */
enum Access {
  READ_WRITE("primary"),
  READ_ONLY("readable node");

  /** What there is none of, when a client waits in vain. */
  final String wanted;

  Access(String wanted) {
    this.wanted = wanted;
  }
}
