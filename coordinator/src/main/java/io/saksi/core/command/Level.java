package io.saksi.core.command;

/**
 * What every member of a cluster understands, as a number that only grows. An agent that is newer
 * than others says and does nothing that they could not apply, until all of them are as new: so one
 * can be upgraded after the other. What was written at a higher level, an older agent refuses to
 * read, and so does not come back.
 */
public final class Level {
  /** Of agents that say nothing of it. */
  public static final int OLDEST = 7;

  /**
   * Of this one. Raised with every change after which an older one would apply an entry otherwise.
   */
  public static final int NEWEST = 8;

  private Level() {}

  /** The lowest level at which this command may be written. */
  public static int since(Command command) {
    return switch (command) {
      case Command.SetConfiguration _, Command.RaiseLevel _ -> 8;
      case Command.CreateCluster _,
          Command.PutMember _,
          Command.RecordInstance _,
          Command.Found _,
          Command.BeginFailover _,
          Command.Elect _,
          Command.RecordFence _,
          Command.AskFence _,
          Command.Open _,
          Command.Renew _,
          Command.AppendSet _,
          Command.ConfirmSet _,
          Command.SetMode _,
          Command.SetSettings _,
          Command.Pause _,
          Command.Resume _,
          Command.SetTags _,
          Command.RemoveMember _,
          Command.BeginSwitchover _,
          Command.ScheduleSwitchover _,
          Command.EndSchedule _,
          Command.RecordShutdown _,
          Command.CancelSwitchover _,
          Command.FinishRollback _,
          Command.ForceFailover _,
          Command.SuspendNode _,
          Command.ClearSuspect _,
          Command.ResumeNode _,
          Command.DetachNode _,
          Command.BeginMaintenance _,
          Command.EndMaintenance _,
          Command.FinishMaintenance _,
          Command.SpendToken _,
          Command.Recover _ ->
          OLDEST;
    };
  }
}
