package io.saksi.chaos.cluster;

/** What a command in a container said. */
public record Answer(long code, String said) {
  boolean succeeded() {
    return code == 0;
  }

  /** What it said, without the line's end. */
  String line() {
    return said.strip();
  }
}
