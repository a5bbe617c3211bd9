package io.saksi.agent.postgres;

import io.saksi.agent.divergence.KeptDivergence;
import io.saksi.agent.divergence.ReportFile;
import io.saksi.core.model.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was kept of divergences on this node, to be shown. Reads files only. */
public final class Archive {
  private static final int MOST_TOLD = 5;

  private final Salvage salvage;
  private final RejoinOptions options;
  private final NodeId node;

  Archive(Context context) {
    this.salvage = new Salvage(context);
    this.options = context.options();
    this.node = context.config().node();
  }

  /** The oldest first. */
  public List<KeptDivergence> kept() throws IOException {
    List<KeptDivergence> kept = new ArrayList<>();
    for (Salvage.Entry entry : salvage.entries()) {
      Optional<Path> copy =
          Files.exists(entry.copy()) ? Optional.of(entry.copy()) : Optional.empty();
      kept.add(
          new KeptDivergence(id(entry), entry.directory(), report(entry), copy, goesAt(entry)));
    }
    return kept;
  }

  private String id(Salvage.Entry entry) {
    return node.name() + "-" + entry.number();
  }

  /** One that cannot be read, or is larger than any, is none: the others are shown all the same. */
  private static Optional<String> report(Salvage.Entry entry) {
    try {
      return Files.size(entry.report()) <= ReportFile.LARGEST
          ? Optional.of(Files.readString(entry.report()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** For status, one line each for the newest, the oldest of them first. */
  public List<String> warnings() throws IOException {
    List<Salvage.Entry> entries = salvage.entries();
    List<String> warnings = new ArrayList<>();
    for (Salvage.Entry entry :
        entries.subList(Math.max(0, entries.size() - MOST_TOLD), entries.size())) {
      String until =
          goesAt(entry)
              .map(at -> "kept until " + at.truncatedTo(ChronoUnit.SECONDS))
              .orElse("it may hold acknowledged commits, and is kept until you remove it");
      warnings.add(
          "DIVERGENCE_KEPT: what this node had and the history has not: saksi divergence show "
              + id(entry)
              + "; "
              + until);
    }
    return warnings;
  }

  private Optional<Instant> goesAt(Salvage.Entry entry) throws IOException {
    if (Retention.mayHoldAcknowledged(entry)) {
      return Optional.empty();
    }
    Duration keepFor = options.keepFor();
    return Optional.of(
        Files.getLastModifiedTime(entry.directory().resolve(Salvage.MARKER))
            .toInstant()
            .plus(keepFor));
  }
}
