package io.saksi.agent.cli.incident;

import io.saksi.agent.cli.AgentsOptions;
import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.divergence.DivergenceClient;
import io.saksi.proto.v1.Divergence;
import io.saksi.proto.v1.GetIncidentReply;
import io.saksi.proto.v1.IncidentLoss;
import io.saksi.proto.v1.IncidentRecord;
import io.saksi.proto.v1.ListDivergencesReply;
import java.util.List;

/**
 * What was lost, counted in transactions: only the former primary's own WAL tells that, and only
 * once its node is back and has reported what it had beyond the fork.
 */
final class Transactions {
  private Transactions() {}

  /**
   * The same, with the counts of that report; as it is where there is none, or nothing was lost.
   */
  static GetIncidentReply in(GetIncidentReply reply, AgentsOptions agents) {
    IncidentRecord incident = reply.getIncident();
    IncidentLoss loss = incident.getLoss();
    if (!incident.hasLoss() || (loss.getProven() && loss.getBytes() == 0)) {
      return reply;
    }
    try {
      return in(reply, new DivergenceClient(agents).list());
    } catch (CliFailure e) {
      // No agent told of divergences: what the incident says stands without.
      return reply;
    }
  }

  static GetIncidentReply in(GetIncidentReply reply, List<ListDivergencesReply> all) {
    IncidentRecord incident = reply.getIncident();
    return all.stream()
        .filter(of -> of.getNode().equals(incident.getFrom()))
        .flatMap(of -> of.getDivergencesList().stream())
        .filter(d -> d.getReported() && d.getTimeline() == incident.getFromTimeline())
        .findFirst()
        .map(d -> with(reply, d))
        .orElse(reply);
  }

  private static GetIncidentReply with(GetIncidentReply reply, Divergence divergence) {
    GetIncidentReply.Builder told = reply.toBuilder();
    told.getIncidentBuilder()
        .getLossBuilder()
        .setDivergence(divergence.getId())
        .setPossiblyAcknowledged(divergence.getPossiblyAcknowledged())
        .setUnacknowledged(divergence.getUnacknowledged());
    return told.build();
  }
}
