package io.saksi.agent.cli.incident;

import io.saksi.agent.cli.PlainText;
import io.saksi.agent.cli.status.Units;
import io.saksi.proto.v1.ElectionRecord;
import io.saksi.proto.v1.HistoryView;
import io.saksi.proto.v1.IncidentLoss;
import io.saksi.proto.v1.IncidentRecord;
import io.saksi.proto.v1.VotedPosition;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

/** An incident's parts in words: the same in the table and in Markdown. */
final class Phrases {
  private static final String UNKNOWN = "not known";

  private Phrases() {}

  /** {@code failover from a to b}. */
  static String title(IncidentRecord i) {
    String what =
        switch (i.getKind()) {
          case "forced" -> "forced failover";
          case "lapse" -> "lapse of the lease";
          default -> PlainText.of(i.getKind());
        };
    return what
        + (i.getKind().equals("lapse") ? " of " : " from ")
        + PlainText.of(i.getFrom())
        + (isSwitch(i) ? " to " + PlainText.of(i.getTo()) : "")
        + (i.getOutcome().equals("rolled-back") ? ", rolled back" : "");
  }

  private static boolean isSwitch(IncidentRecord i) {
    return !i.getTo().isEmpty() && !i.getTo().equals(i.getFrom());
  }

  static String at(boolean known, long millis) {
    return known ? Instant.ofEpochMilli(millis).toString() : "?";
  }

  /** How long there was no service. */
  static String outage(IncidentRecord i, HistoryView view) {
    if (i.hasOutageMs()) {
      return Lengths.of(i.getOutageMs(), i.getOutageExact());
    } else if (i.hasDownFromMs() && !i.hasDownToMs()) {
      return "lasts, " + Lengths.of(Math.max(0, view.getNowMs() - i.getDownFromMs())) + " so far";
    }
    return "?";
  }

  static String loss(IncidentRecord i) {
    if (!i.hasLoss()) {
      return "";
    }
    IncidentLoss loss = i.getLoss();
    if (loss.getProven() && loss.getBytes() == 0) {
      return "none";
    }
    String bytes =
        loss.hasBytes() ? (loss.getProven() ? "" : "at least ") + loss.getBytes() + " B" : UNKNOWN;
    return bytes
        + (loss.hasSpanMs() && loss.getSpanMs() > 0
            ? ", " + Lengths.of(loss.getSpanMs(), false)
            : "");
  }

  /** With the reason why it can be said. */
  static String lossInFull(IncidentRecord i) {
    if (!i.hasLoss()) {
      return "not known before somebody leads";
    } else if (i.getLoss().getProven() && i.getLoss().getBytes() == 0) {
      return "none: the one that leads has every acknowledged commit";
    }
    String known =
        i.getLoss().hasBytes()
            ? i.getLoss().getBytes() + " bytes of WAL known to be lost"
            : "the positions cannot be compared";
    String span =
        i.getLoss().hasSpanMs() && i.getLoss().getSpanMs() > 0
            ? ", written in the last " + Lengths.of(i.getLoss().getSpanMs(), false)
            : "";
    return known
        + span
        + (i.getLoss().getProven()
            ? ", and no more"
            : "; what was written after the last renewal is not known")
        + ". Transactions: "
        + transactions(i.getLoss());
  }

  private static String transactions(IncidentLoss loss) {
    return loss.getDivergence().isEmpty()
        ? "saksi divergence list, once the former primary is back"
        : loss.getPossiblyAcknowledged()
            + " possibly acknowledged, "
            + loss.getUnacknowledged()
            + " not: saksi divergence show "
            + PlainText.of(loss.getDivergence());
  }

  static Optional<String> wal(IncidentRecord i) {
    if (!i.hasForkLsn() && !i.hasFormerEndLsn()) {
      return Optional.empty();
    }
    return Optional.of(
        "the former primary's ended at "
            + (i.hasFormerEndLsn() ? Units.lsn(i.getFormerEndLsn()) : UNKNOWN)
            + (i.hasForkLsn() ? ", the new timeline begins at " + Units.lsn(i.getForkLsn()) : "")
            + (i.hasGapBytes() ? "; gap " + i.getGapBytes() + " bytes" : ""));
  }

  static String fence(IncidentRecord i) {
    return switch (i.getFence()) {
      case "" -> "no proof recorded";
      case "self-fenced" -> "self-fenced: its own agent or guard said that nothing of it runs";
      case "lease-ran-out" -> "lease-ran-out: its lease was over by the leader's clock";
      case "never-open" -> "never-open: it never had a lease, so its gate was never open";
      case "fence-agent" -> "fence-agent: its machine was turned off";
      default -> PlainText.of(i.getFence());
    };
  }

  static String election(ElectionRecord e) {
    String head = "epoch " + e.getEpoch() + " (" + PlainText.of(e.getCause()) + "): ";
    if (e.getChosen().isEmpty()) {
      return head + "nobody elected";
    }
    return head
        + PlainText.of(e.getChosen())
        + (e.getAccession().equals("in-place") ? " again, where it was" : "")
        + (e.getSource().isEmpty()
            ? ""
            : ", the rest of the WAL from " + PlainText.of(e.getSource()))
        + (e.getOpened()
            ? ", opened with " + PlainText.of(e.getSet()) + " in its sync set"
            : ", did not open");
  }

  static String positions(ElectionRecord e) {
    return e.getPositionsCount() == 0
        ? "nobody promised"
        : e.getPositionsList().stream().map(Phrases::position).collect(Collectors.joining(", "));
  }

  private static String position(VotedPosition position) {
    return PlainText.of(position.getNode())
        + " "
        + position.getTimeline()
        + ":"
        + Units.lsn(position.getLsn());
  }

  /** What to know about who says all this; empty where it is as it should be. */
  static Optional<String> doubt(HistoryView view) {
    return view.getLeaderView()
        ? Optional.empty()
        : Optional.of(
            PlainText.of(view.getAnsweredBy())
                + " is out of touch with the Raft leader: more may have happened. --agents names"
                + " others to ask.");
  }
}
