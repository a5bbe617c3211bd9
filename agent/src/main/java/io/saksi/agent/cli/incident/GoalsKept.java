package io.saksi.agent.cli.incident;

import io.saksi.proto.v1.HistoryView;
import io.saksi.proto.v1.IncidentLoss;
import io.saksi.proto.v1.IncidentRecord;
import io.saksi.proto.v1.ListIncidentsReply;
import java.time.Instant;
import java.util.List;

/**
 * What happened in a period, against the goals that are set now.
 *
 * @param tooLong outages that were longer than the RTO, oldest first; none where it is not set
 * @param lostTooMuch incidents that lost more than the RPO, oldest first
 * @param lossUnknown incidents of which nobody can tell, or that may have lost more than is known
 */
record GoalsKept(
    HistoryView goals,
    List<Gap> tooLong,
    List<IncidentRecord> lostTooMuch,
    List<IncidentRecord> lossUnknown) {
  static GoalsKept of(ListIncidentsReply reply, Period.Span period, Instant now) {
    HistoryView view = reply.getView();
    List<Gap> tooLong =
        Gap.of(reply).stream()
            .filter(gap -> gap.touches(period, now))
            .filter(gap -> view.hasRtoMs() && gap.millis(now) > view.getRtoMs())
            .toList();
    List<IncidentRecord> lossy =
        reply.getIncidentsList().reversed().stream()
            .filter(i -> hasRpo(view) && i.hasLoss() && i.hasDownFromMs())
            .filter(i -> begins(i, period))
            .toList();
    List<IncidentRecord> over = lossy.stream().filter(i -> isOver(i.getLoss(), view)).toList();
    List<IncidentRecord> unknown =
        lossy.stream().filter(i -> !over.contains(i) && !isWithin(i.getLoss(), view)).toList();
    return new GoalsKept(view, tooLong, over, unknown);
  }

  private static boolean begins(IncidentRecord i, Period.Span period) {
    Instant at = Instant.ofEpochMilli(i.getDownFromMs());
    return !at.isBefore(period.from()) && at.isBefore(period.to());
  }

  static boolean hasRpo(HistoryView view) {
    return view.hasRpoBytes() || view.hasRpoMs();
  }

  private static boolean isOver(IncidentLoss loss, HistoryView view) {
    return view.hasRpoMs()
        ? loss.hasSpanMs() && loss.getSpanMs() > view.getRpoMs()
        : loss.hasBytes() && loss.getBytes() > view.getRpoBytes();
  }

  /** Known, and not only at least. */
  private static boolean isWithin(IncidentLoss loss, HistoryView view) {
    boolean nothing = loss.getProven() && loss.hasBytes() && loss.getBytes() == 0;
    boolean known = view.hasRpoMs() ? loss.hasSpanMs() : loss.hasBytes();
    return nothing || (loss.getProven() && known && !isOver(loss, view));
  }
}
