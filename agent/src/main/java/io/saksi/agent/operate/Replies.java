package io.saksi.agent.operate;

import io.saksi.core.audit.AuditEntry;
import io.saksi.core.audit.AuditTrail;
import io.saksi.core.decide.Explanation;
import io.saksi.core.model.NodeId;
import io.saksi.proto.v1.AuditRecord;
import io.saksi.proto.v1.ListAuditReply;
import io.saksi.proto.v1.NodeProblem;
import java.util.List;

/** From the core's values to messages. */
final class Replies {
  private static final int USUAL_LIMIT = 50;

  private Replies() {}

  static io.saksi.proto.v1.Explanation of(Explanation explanation) {
    var reply =
        io.saksi.proto.v1.Explanation.newBuilder()
            .setStanding(explanation.standing())
            .addAllWhyNoFailover(explanation.whyNoFailover())
            .setWinner(explanation.winner().map(NodeId::name).orElse(""))
            .addAllMissing(explanation.missing());
    explanation
        .problems()
        .forEach(problem ->
            reply.addProblems(
                NodeProblem.newBuilder()
                    .setNode(problem.node().name())
                    .setCode(problem.code().name())
                    .setEvidence(problem.evidence())
                    .setRemedy(problem.remedy())));
    return reply.build();
  }

  static ListAuditReply of(AuditTrail trail, int limit) {
    int most = limit <= 0 ? USUAL_LIMIT : limit;
    List<AuditEntry> entries = trail.entries();
    ListAuditReply.Builder reply = ListAuditReply.newBuilder();
    entries
        .subList(Math.max(0, entries.size() - most), entries.size())
        .reversed()
        .forEach(entry -> reply.addRecords(of(entry)));
    return reply.build();
  }

  private static AuditRecord of(AuditEntry entry) {
    return AuditRecord.newBuilder()
        .setKey(entry.request().key())
        .setAtEpochMillis(entry.request().at().toEpochMilli())
        .setWho(entry.request().who())
        .setFrom(entry.request().from())
        .setWhat(Sentence.of(entry.command()))
        .setWhy(entry.request().why())
        .setStateVersion(entry.version())
        .setEpoch(entry.epoch().number())
        .setOutcome(entry.outcome().map(AuditEntry.Outcome::how).orElse(""))
        .build();
  }
}
