package io.saksi.wire;

/** What the messages that are kept on disk begin and end with. */
final class Envelope {
  /**
   * Protobuf reads bytes that end between two fields as a whole message; this field is the last.
   */
  static final int END_MARK = 1;

  private Envelope() {}

  static void check(String what, int format, int newest, int endMark) throws MalformedMessage {
    Parse.require(format != 0, what, "damaged, or nothing that Saksi wrote: it has no format");
    Parse.require(
        format > 0 && format <= newest,
        what,
        "written in format "
            + Integer.toUnsignedString(format)
            + " by a newer Saksi; this one reads up to "
            + newest
            + ": upgrade this node");
    Parse.require(endMark == END_MARK, what, "cut short: the end is missing");
  }
}
