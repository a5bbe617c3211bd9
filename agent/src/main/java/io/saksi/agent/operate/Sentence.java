package io.saksi.agent.operate;

import io.saksi.core.command.Command;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Settings;
import java.util.Locale;
import java.util.stream.Collectors;

/** An order in a few words, for the audit trail and for progress. */
final class Sentence {
  private Sentence() {}

  static String of(Command command) {
    return switch (command) {
      case Command.SetMode set ->
          "mode "
              + set.mode().name().toLowerCase(Locale.ROOT).replace('_', '-')
              + set.lagBound().map(b -> ", automatic up to " + b + " bytes of lag").orElse("");
      case Command.SetSettings set -> "settings " + summary(set.settings());
      case Command.SetConfiguration set ->
          "version "
              + (set.replaces() + 1)
              + " of PostgreSQL's configuration: "
              + set.content().parameters().size()
              + " parameters, "
              + set.content().rules().size()
              + " rules";
      case Command.Pause pause ->
          "pause" + pause.until().map(until -> " until " + until).orElse("");
      case Command.Resume _ -> "resume";
      case Command.SetTags set ->
          "tag "
              + set.node()
              + ": priority "
              + set.tags().priority()
              + set.tags().zone().map(zone -> ", zone " + zone).orElse("")
              + (set.tags().nosync() ? ", nosync" : "");
      case Command.RemoveMember remove -> "remove " + remove.node();
      case Command.BeginSwitchover begin ->
          "switchover to "
              + begin.target()
              + begin.planned().map(at -> ", scheduled for " + at).orElse("");
      case Command.ScheduleSwitchover(Orders.Scheduled plan) ->
          "switchover"
              + plan.target().map(target -> " to " + target).orElse("")
              + ", scheduled for "
              + plan.at();
      case Command.EndSchedule end -> "end the switchover scheduled for " + end.at();
      case Command.CancelSwitchover _ -> "cancel the switchover";
      case Command.ForceFailover force ->
          "forced failover to "
              + force.target()
              + (force.acceptedLoss() == Long.MAX_VALUE
                  ? ", any loss accepted"
                  : ", loss of " + force.acceptedLoss() + " bytes accepted");
      case Command.SuspendNode suspend -> "suspend " + suspend.node();
      case Command.ResumeNode resume -> "resume " + resume.node();
      case Command.DetachNode detach -> "detach " + detach.node();
      case Command.BeginMaintenance begin ->
          "maintenance of "
              + begin.node()
              + " until "
              + begin.until()
              + begin.handover().map(to -> ", " + to.target() + " takes over").orElse("");
      case Command.EndMaintenance end -> "end the maintenance of " + end.node();
      case Command.SpendToken _ -> "let a node in by a token";
      case Command.Recover recover ->
          "disaster recovery on "
              + recover.survivor()
              + ", declared lost: "
              + recover.lost().stream().map(NodeId::name).collect(Collectors.joining(", "))
              + ", loss unknown and accepted";
      case Command.RaiseLevel _,
          Command.CreateCluster _,
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
          Command.RecordShutdown _,
          Command.FinishRollback _,
          Command.FinishMaintenance _,
          Command.ClearSuspect _ ->
          command.getClass().getSimpleName();
    };
  }

  private static String summary(Settings settings) {
    StringBuilder text = new StringBuilder();
    SettingNames.list(settings)
        .forEach(s ->
            text.append(text.isEmpty() ? "" : " ")
                .append(s.getName())
                .append('=')
                .append(s.getValue()));
    return text.toString();
  }
}
