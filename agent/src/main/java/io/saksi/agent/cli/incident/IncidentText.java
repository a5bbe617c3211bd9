package io.saksi.agent.cli.incident;

import io.saksi.agent.cli.PlainText;
import io.saksi.agent.cli.status.Table;
import io.saksi.proto.v1.ElectionRecord;
import io.saksi.proto.v1.GetIncidentReply;
import io.saksi.proto.v1.HistoryView;
import io.saksi.proto.v1.IncidentFinding;
import io.saksi.proto.v1.IncidentOrder;
import io.saksi.proto.v1.IncidentRecord;
import io.saksi.proto.v1.IncidentStep;
import java.util.ArrayList;
import java.util.List;

/** One incident on a page. */
final class IncidentText {
  private static final int LABEL = 12;

  private IncidentText() {}

  /** What was, in a few lines: a label and a sentence each. */
  private static List<List<String>> facts(GetIncidentReply reply) {
    IncidentRecord i = reply.getIncident();
    HistoryView view = reply.getView();
    List<List<String>> facts = new ArrayList<>();
    facts.add(List.of("Cause", PlainText.of(i.getCause())));
    facts.add(List.of("Outcome", PlainText.of(i.getOutcome() + ": " + i.getOutcomeDetail())));
    facts.add(
        List.of(
            "No service",
            Phrases.at(i.hasDownFromMs(), i.getDownFromMs())
                + " to "
                + Phrases.at(i.hasDownToMs(), i.getDownToMs())
                + ", "
                + Phrases.outage(i, view)));
    facts.add(List.of("Loss", Phrases.lossInFull(i)));
    if (i.getElectionCount() > 0) {
      facts.add(List.of("Fence", Phrases.fence(i)));
    }
    Phrases.wal(i).ifPresent(wal -> facts.add(List.of("WAL", wal)));
    for (IncidentOrder order : i.getOrdersList()) {
      facts.add(List.of("Ordered", ordered(order)));
    }
    return facts;
  }

  private static String ordered(IncidentOrder order) {
    return PlainText.of(
        order.getKind()
            + " to "
            + order.getTarget()
            + " by "
            + order.getWho()
            + (order.getWhy().isEmpty() ? "" : ": " + order.getWhy()));
  }

  private static List<String> step(IncidentStep step) {
    return List.of(
        PlainText.of(step.getStep()),
        Long.toUnsignedString(step.getEpoch()),
        Phrases.at(step.hasAtMs(), step.getAtMs()),
        step.hasTookMs() ? Lengths.of(step.getTookMs(), step.getExact()) : "");
  }

  private static String finding(IncidentFinding finding) {
    return PlainText.of(finding.getCode() + " " + finding.getNode() + ": " + finding.getEvidence());
  }

  private static String forgotten(IncidentRecord i) {
    return i.getForgottenElections() + " elections in between are forgotten";
  }

  static String text(GetIncidentReply reply) {
    IncidentRecord i = reply.getIncident();
    List<String> lines = new ArrayList<>();
    lines.add("Incident " + Long.toUnsignedString(i.getNumber()) + ": " + Phrases.title(i));
    facts(reply)
        .forEach(fact ->
            lines.add("  " + fact.get(0) + " ".repeat(LABEL - fact.get(0).length()) + fact.get(1)));
    lines.add("Phases:");
    new Table(
            List.of(
                Table.Column.left("  phase"),
                Table.Column.right("epoch"),
                Table.Column.left("at"),
                Table.Column.right("after")),
            i.getStepsList().stream().map(IncidentText::step).map(IncidentText::indented).toList())
        .lines(Integer.MAX_VALUE)
        .forEach(lines::add);
    if (i.getElectionsCount() > 0) {
      lines.add("Elections:");
    }
    for (ElectionRecord election : i.getElectionsList()) {
      lines.add("  " + Phrases.election(election));
      lines.add("    positions: " + Phrases.positions(election));
      election.getEvidenceList().forEach(f -> lines.add("    seen: " + finding(f)));
    }
    if (i.getForgottenElections() > 0) {
      lines.add("  " + forgotten(i));
    }
    Phrases.doubt(reply.getView()).ifPresent(lines::add);
    return String.join("\n", lines) + "\n";
  }

  private static List<String> indented(List<String> cells) {
    List<String> row = new ArrayList<>(cells);
    row.set(0, "  " + row.getFirst());
    return row;
  }

  static String markdown(GetIncidentReply reply) {
    IncidentRecord i = reply.getIncident();
    Markdown page =
        new Markdown()
            .heading(
                1,
                "Incident "
                    + Long.toUnsignedString(i.getNumber())
                    + " of "
                    + reply.getView().getCluster()
                    + ": "
                    + Phrases.title(i))
            .table(List.of("", ""), facts(reply))
            .heading(2, "Phases")
            .table(
                List.of("phase", "epoch", "at (UTC)", "after"),
                i.getStepsList().stream().map(IncidentText::step).toList());
    for (ElectionRecord election : i.getElectionsList()) {
      page.heading(2, "Election for epoch " + Long.toUnsignedString(election.getEpoch()));
      page.item(Phrases.election(election));
      page.item("Positions: " + Phrases.positions(election));
      election.getEvidenceList().forEach(f -> page.item("Seen: " + finding(f)));
    }
    if (i.getForgottenElections() > 0) {
      page.heading(2, "Forgotten").line(forgotten(i));
    }
    return page.text();
  }
}
