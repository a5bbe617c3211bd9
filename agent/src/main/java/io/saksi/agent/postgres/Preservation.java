package io.saksi.agent.postgres;

import io.saksi.agent.divergence.DivergenceReport;
import io.saksi.agent.divergence.ReignEnd;
import io.saksi.agent.divergence.RelationNames;
import io.saksi.agent.divergence.ReportFile;
import io.saksi.agent.divergence.Tally;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes before any change of a diverged data directory (I5): its WAL saved, and what is in it
 * reported. Each is on disk before the next begins, and is not made twice.
 */
final class Preservation {
  private static final Logger LOG = LoggerFactory.getLogger(Preservation.class);
  private static final int MOST_DATABASES = 50;

  private final Context context;
  private final Salvage salvage;

  Preservation(Context context) {
    this.context = context;
    this.salvage = new Salvage(context);
  }

  /** What was saved, and what was read in it: empty where the report was there already. */
  record Preserved(Salvage.Entry entry, DivergenceReport.Subject subject, Optional<Tally> tally) {}

  /**
   * @param fork {@link Lsn#ZERO} where it is not known: then all WAL of the timeline is saved
   */
  Preserved preserve(
      InstanceId instance, int timeline, Lsn fork, Optional<ReignEnd> reign, Deadline deadline)
      throws IOException, PostgresException, InterruptedException {
    Salvage.Entry entry = salvage.save(instance.toString(), timeline, fork);
    context.watch().at(RejoinStep.SALVAGED);
    var subject =
        new DivergenceReport.Subject(
            context.config().node(), entry.number(), instance.toString(), timeline, fork);
    Tally tally = new Tally(reign);
    dump(entry, timeline, fork, tally, deadline);
    if (!Files.exists(entry.report())) {
      write(entry, subject, tally, RelationNames.NONE);
    }
    context.watch().at(RejoinStep.REPORTED);
    return new Preserved(entry, subject, Optional.of(tally));
  }

  /**
   * Reads the saved WAL, not the data directory's: that is what will be left. pg_waldump ends with
   * an error at the end of valid WAL, which is how every crashed node's WAL ends.
   */
  private void dump(Salvage.Entry entry, int timeline, Lsn fork, Tally tally, Deadline deadline)
      throws IOException, PostgresException, InterruptedException {
    ControlData control =
        ControlData.read(context.installation(), context.config().dataDirectory());
    WalFiles wal = WalFiles.in(entry.directory(), control.walSegmentSize());
    Optional<Lsn> first =
        wal.segments().stream()
            .filter(s -> s.timeline() == timeline)
            .map(WalFiles.Segment::start)
            .findFirst();
    if (first.isEmpty()) {
      return;
    }
    Lsn start = fork.isBefore(first.get()) ? first.get() : fork;
    Lsn end = wal.endOfFiles(timeline, start);
    if (!start.isBefore(end)) {
      return;
    }
    Commands.of(
            context.installation().program("pg_waldump"),
            List.of(
                "--path=" + entry.directory(),
                "--timeline=" + timeline,
                "--start=" + start,
                "--end=" + end))
        .inUtc()
        .onLine(tally)
        .run(deadline.remaining());
  }

  private void write(
      Salvage.Entry entry, DivergenceReport.Subject subject, Tally tally, RelationNames names)
      throws IOException {
    DivergenceReport report = DivergenceReport.of(subject, tally, names, Instant.now());
    DurableFiles.write(entry.report(), ReportFile.toJson(report));
    if (names == RelationNames.NONE) {
      LOG.warn(
          "{}: {} commits that the history lacks, {} of them possibly acknowledged ({})",
          report.id(),
          report.unacknowledged() + report.possiblyAcknowledged(),
          report.possiblyAcknowledged(),
          report.reason());
    }
  }

  /**
   * Writes the report anew with names, once the directory is recovered: single-user mode is the
   * only one in which nobody else can look. A report without names is a report all the same.
   */
  void name(Preserved preserved, Deadline deadline) throws InterruptedException {
    if (preserved.tally().isEmpty()) {
      return;
    }
    try {
      RelationNames names = new RelationNames();
      ask("template1", RelationNames.DATABASES, names, deadline);
      List<String> databases = new ArrayList<>(names.databases().values());
      for (String database : databases.subList(0, Math.min(MOST_DATABASES, databases.size()))) {
        if (!database.equals("template0")) {
          ask(database, RelationNames.QUERY, names, deadline);
        }
      }
      write(preserved.entry(), preserved.subject(), preserved.tally().get(), names);
    } catch (IOException | PostgresException e) {
      LOG.warn("the names of relations could not be learnt: {}", e.getMessage());
    }
  }

  private void ask(String database, String query, RelationNames names, Deadline deadline)
      throws PostgresException, InterruptedException {
    SingleUser.in(context, database)
        .input(query + "\n")
        .onLine(names::read)
        .run(deadline.remaining())
        .orThrow("reading the names of relations", "they stay numbers");
  }
}
