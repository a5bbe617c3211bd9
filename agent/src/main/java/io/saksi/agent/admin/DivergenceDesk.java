package io.saksi.agent.admin;

import io.saksi.agent.divergence.DivergenceReport;
import io.saksi.agent.divergence.KeptDivergence;
import io.saksi.agent.divergence.ReportFile;
import io.saksi.proto.v1.Divergence;
import io.saksi.proto.v1.ListDivergencesReply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Answers questions about this node's divergences, from its files; changes nothing. */
public final class DivergenceDesk {
  private static final int MOST_LISTED = 1_000;

  private final Files files;

  /** What is kept on this node. */
  public interface Files {
    List<KeptDivergence> kept() throws IOException;
  }

  public DivergenceDesk(Files files) {
    this.files = files;
  }

  ListDivergencesReply list(String node) throws IOException {
    ListDivergencesReply.Builder reply = ListDivergencesReply.newBuilder().setNode(node);
    files.kept().stream().limit(MOST_LISTED).forEach(kept -> reply.addDivergences(summary(kept)));
    return reply.build();
  }

  Optional<Divergence> find(String id) throws IOException {
    return files.kept().stream()
        .filter(kept -> kept.id().equals(id))
        .findFirst()
        .map(kept -> summary(kept).setReportJson(kept.report().orElse("")).build());
  }

  private static Divergence.Builder summary(KeptDivergence kept) {
    Divergence.Builder summary =
        Divergence.newBuilder()
            .setId(kept.id())
            .setDirectory(kept.directory().toString())
            .setCopy(kept.copy().map(Path::toString).orElse(""));
    kept.goesAt().ifPresent(at -> summary.setGoesAtMs(at.toEpochMilli()));
    kept.report().ifPresent(json -> sums(summary, json));
    return summary;
  }

  private static void sums(Divergence.Builder summary, String json) {
    try {
      DivergenceReport report = ReportFile.parse(json);
      summary
          .setReported(true)
          .setTimeline(report.timeline())
          .setWritten(report.written())
          .setUnacknowledged(report.unacknowledged())
          .setPossiblyAcknowledged(report.possiblyAcknowledged());
    } catch (IOException e) {
      // A report that cannot be read is shown as none; its WAL is kept for good.
      summary.setReported(false);
    }
  }
}
