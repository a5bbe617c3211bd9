package io.saksi.agent.http;

/** What this server has had to do. Confined to its thread. */
final class Traffic {
  private long requests;
  private long refused;
  private long evicted;

  void answered() {
    requests++;
  }

  void refused() {
    refused++;
  }

  void evicted() {
    evicted++;
  }

  long requests() {
    return requests;
  }

  /** What was no request, or a forbidden one. */
  long refusals() {
    return refused;
  }

  /** Connections that made room for newer ones. */
  long evictions() {
    return evicted;
  }
}
