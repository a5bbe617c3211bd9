package io.saksi.wire;

/** What is more than this was not made by Saksi; it is refused before it costs memory or time. */
final class Bounds {
  /** Nodes in any list of nodes. */
  static final int MAX_NODES = 1000;

  static final int MAX_FORMER = 1000;

  /** Entries in the list of sets in force; the core stops appending long before. */
  static final int MAX_ENTRIES = 100;

  /** Timelines in the history. It never shrinks: a switch every hour gets here in a century. */
  static final int MAX_TIMELINES = 1_000_000;

  /** WAL senders in one report. */
  static final int MAX_SENDERS = 4096;

  /** Complaints in one report. */
  static final int MAX_TROUBLE = 32;

  /** Virtual addresses, or link addresses, of one node. */
  static final int MAX_VIPS = 256;

  /** Tokens that were spent and have not ended. */
  static final int MAX_TOKENS = 2000;

  /** Characters of a name or an id. */
  static final int MAX_NAME = 255;

  /** Characters of a text for people. */
  static final int MAX_TEXT = 2000;

  /** Bytes of a log entry. */
  static final int MAX_ENTRY_BYTES = 1 << 20;

  /** Bytes of a state. */
  static final int MAX_STATE_BYTES = 1 << 27;

  private Bounds() {}
}
