package io.saksi.wire;

import io.saksi.core.command.Command;

/** Every command, to and from its message. */
public final class CommandCodec {
  private CommandCodec() {}

  /**
   * @throws IllegalArgumentException if it holds a negative length of time
   */
  public static io.saksi.proto.v1.Command encode(Command command) {
    var wire = io.saksi.proto.v1.Command.newBuilder();
    switch (command) {
      case Command.CreateCluster create -> wire.setCreateCluster(CommandEncoder.encode(create));
      case Command.PutMember put -> wire.setPutMember(CommandEncoder.encode(put));
      case Command.RecordInstance record -> wire.setRecordInstance(CommandEncoder.encode(record));
      case Command.Found found -> wire.setFound(CommandEncoder.encode(found));
      case Command.BeginFailover begin -> wire.setBeginFailover(CommandEncoder.encode(begin));
      case Command.Elect elect -> wire.setElect(CommandEncoder.encode(elect));
      case Command.RecordFence fence -> wire.setRecordFence(CommandEncoder.encode(fence));
      case Command.Open open -> wire.setOpen(CommandEncoder.encode(open));
      case Command.Renew renew -> wire.setRenew(CommandEncoder.encode(renew));
      case Command.AppendSet append -> wire.setAppendSet(CommandEncoder.encode(append));
      case Command.ConfirmSet confirm -> wire.setConfirmSet(CommandEncoder.encode(confirm));
    }
    return wire.build();
  }

  public static Command decode(io.saksi.proto.v1.Command wire) throws MalformedMessage {
    return switch (wire.getKindCase()) {
      case CREATE_CLUSTER -> CommandDecoder.decode(wire.getCreateCluster());
      case PUT_MEMBER -> CommandDecoder.decode(wire.getPutMember());
      case RECORD_INSTANCE -> CommandDecoder.decode(wire.getRecordInstance());
      case FOUND -> CommandDecoder.decode(wire.getFound());
      case BEGIN_FAILOVER -> CommandDecoder.decode(wire.getBeginFailover());
      case ELECT -> CommandDecoder.decode(wire.getElect());
      case RECORD_FENCE -> CommandDecoder.decode(wire.getRecordFence());
      case OPEN -> CommandDecoder.decode(wire.getOpen());
      case RENEW -> CommandDecoder.decode(wire.getRenew());
      case APPEND_SET -> CommandDecoder.decode(wire.getAppendSet());
      case CONFIRM_SET -> CommandDecoder.decode(wire.getConfirmSet());
      case KIND_NOT_SET -> throw Scalars.noCase("kind");
    };
  }
}
