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
      case Command.AskFence ask -> wire.setAskFence(CommandEncoder.encode(ask));
      case Command.RecordFence fence -> wire.setRecordFence(CommandEncoder.encode(fence));
      case Command.Open open -> wire.setOpen(CommandEncoder.encode(open));
      case Command.Renew renew -> wire.setRenew(CommandEncoder.encode(renew));
      case Command.AppendSet append -> wire.setAppendSet(CommandEncoder.encode(append));
      case Command.ConfirmSet confirm -> wire.setConfirmSet(CommandEncoder.encode(confirm));
      case Command.SetMode set -> wire.setSetMode(OrderEncoder.encode(set));
      case Command.SetSettings set -> wire.setSetSettings(OrderEncoder.encode(set));
      case Command.SetConfiguration set -> wire.setSetConfiguration(ConfigurationCodec.encode(set));
      case Command.RaiseLevel raise -> wire.getRaiseLevelBuilder().setLevel(raise.level());
      case Command.Pause pause -> wire.setPause(OrderEncoder.encode(pause));
      case Command.Resume _ ->
          wire.setResume(io.saksi.proto.v1.Command.Resume.getDefaultInstance());
      case Command.SetTags set -> wire.setSetTags(OrderEncoder.encode(set));
      case Command.RemoveMember remove -> wire.setRemoveMember(OrderEncoder.encode(remove));
      case Command.BeginSwitchover begin -> wire.setBeginSwitchover(OrderEncoder.encode(begin));
      case Command.ScheduleSwitchover schedule ->
          wire.setScheduleSwitchover(OrderEncoder.encode(schedule));
      case Command.EndSchedule end -> wire.setEndSchedule(OrderEncoder.encode(end));
      case Command.RecordShutdown record -> wire.setRecordShutdown(OrderEncoder.encode(record));
      case Command.CancelSwitchover cancel -> wire.setCancelSwitchover(OrderEncoder.encode(cancel));
      case Command.FinishRollback finish -> wire.setFinishRollback(OrderEncoder.encode(finish));
      case Command.ForceFailover force -> wire.setForceFailover(OrderEncoder.encode(force));
      case Command.SuspendNode suspend -> wire.setSuspendNode(OrderEncoder.encode(suspend));
      case Command.ClearSuspect clear -> wire.setClearSuspect(OrderEncoder.encode(clear));
      case Command.ResumeNode resume -> wire.setResumeNode(OrderEncoder.encode(resume));
      case Command.DetachNode detach -> wire.setDetachNode(OrderEncoder.encode(detach));
      case Command.BeginMaintenance begin ->
          wire.setBeginMaintenance(MaintenanceCodec.encode(begin));
      case Command.EndMaintenance end -> wire.setEndMaintenance(MaintenanceCodec.encode(end));
      case Command.FinishMaintenance finish ->
          wire.setFinishMaintenance(MaintenanceCodec.encode(finish));
      case Command.SpendToken spend -> wire.setSpendToken(OrderEncoder.encode(spend));
      case Command.Recover recover -> wire.setRecover(OrderEncoder.encode(recover));
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
      case ASK_FENCE -> CommandDecoder.decode(wire.getAskFence());
      case RECORD_FENCE -> CommandDecoder.decode(wire.getRecordFence());
      case OPEN -> CommandDecoder.decode(wire.getOpen());
      case RENEW -> CommandDecoder.decode(wire.getRenew());
      case APPEND_SET -> CommandDecoder.decode(wire.getAppendSet());
      case CONFIRM_SET -> CommandDecoder.decode(wire.getConfirmSet());
      case SET_MODE -> OrderDecoder.decode(wire.getSetMode());
      case SET_SETTINGS -> OrderDecoder.decode(wire.getSetSettings());
      case SET_CONFIGURATION -> ConfigurationCodec.decode(wire.getSetConfiguration());
      case RAISE_LEVEL ->
          new Command.RaiseLevel(Scalars.count("level", wire.getRaiseLevel().getLevel()));
      case PAUSE -> OrderDecoder.decode(wire.getPause());
      case RESUME -> new Command.Resume();
      case SET_TAGS -> OrderDecoder.decode(wire.getSetTags());
      case REMOVE_MEMBER -> OrderDecoder.decode(wire.getRemoveMember());
      case BEGIN_SWITCHOVER -> OrderDecoder.decode(wire.getBeginSwitchover());
      case SCHEDULE_SWITCHOVER -> OrderDecoder.decode(wire.getScheduleSwitchover());
      case SPEND_TOKEN -> OrderDecoder.decode(wire.getSpendToken());
      case END_SCHEDULE -> OrderDecoder.decode(wire.getEndSchedule());
      case RECORD_SHUTDOWN -> OrderDecoder.decode(wire.getRecordShutdown());
      case CANCEL_SWITCHOVER -> OrderDecoder.decode(wire.getCancelSwitchover());
      case FINISH_ROLLBACK -> OrderDecoder.decode(wire.getFinishRollback());
      case FORCE_FAILOVER -> OrderDecoder.decode(wire.getForceFailover());
      case SUSPEND_NODE -> OrderDecoder.decode(wire.getSuspendNode());
      case CLEAR_SUSPECT -> OrderDecoder.decode(wire.getClearSuspect());
      case RESUME_NODE -> OrderDecoder.decode(wire.getResumeNode());
      case DETACH_NODE -> OrderDecoder.decode(wire.getDetachNode());
      case BEGIN_MAINTENANCE -> MaintenanceCodec.decode(wire.getBeginMaintenance());
      case END_MAINTENANCE -> MaintenanceCodec.decode(wire.getEndMaintenance());
      case FINISH_MAINTENANCE -> MaintenanceCodec.decode(wire.getFinishMaintenance());
      case RECOVER -> OrderDecoder.decode(wire.getRecover());
      case KIND_NOT_SET -> throw Scalars.noCase("kind");
    };
  }
}
