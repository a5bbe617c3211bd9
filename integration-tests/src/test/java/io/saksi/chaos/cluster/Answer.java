package io.saksi.chaos.cluster;

/** What a command in a container said. */
public record Answer(long code, String said) {
  public boolean succeeded() {
    return code == 0;
  }

  /** What it said, without the line's end. */
  public String line() {
    return said.strip();
  }
}
