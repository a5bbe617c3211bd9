package io.saksi.wire;

import io.saksi.core.command.Outcome;

/** What became of a proposed command, as its proposer hears it. */
public sealed interface CommandResult {
  /**
   * @param version the state's version after it
   */
  record Applied(long version) implements CommandResult {}

  /**
   * @param reason for people
   */
  record Refused(String reason) implements CommandResult {}

  static CommandResult of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Applied applied -> new Applied(applied.state().version());
      case Outcome.Refused refused -> new Refused(refused.reason());
    };
  }

  default byte[] toBytes() {
    return encode().toByteArray();
  }

  static CommandResult fromBytes(byte[] bytes) throws MalformedMessage {
    return decode(
        Parse.bytes(
            "result", io.saksi.proto.v1.CommandResult.parser(), bytes, Bounds.MAX_ENTRY_BYTES));
  }

  /** A reason is cut to what the other side accepts. */
  default io.saksi.proto.v1.CommandResult encode() {
    var wire = io.saksi.proto.v1.CommandResult.newBuilder();
    switch (this) {
      case Applied(long version) -> wire.getAppliedBuilder().setVersion(version);
      case Refused(String reason) -> wire.getRefusedBuilder().setReason(Scalars.clipped(reason));
    }
    return wire.build();
  }

  static CommandResult decode(io.saksi.proto.v1.CommandResult wire) throws MalformedMessage {
    return switch (wire.getKindCase()) {
      case APPLIED -> new Applied(Scalars.count("version", wire.getApplied().getVersion()));
      case REFUSED -> new Refused(Scalars.text("reason", wire.getRefused().getReason()));
      case KIND_NOT_SET -> throw Scalars.noCase("result");
    };
  }
}
