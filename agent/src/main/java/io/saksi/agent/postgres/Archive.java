package io.saksi.agent.postgres;

import io.saksi.agent.divergence.KeptDivergence;
import io.saksi.core.model.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was kept of divergences on this node, to be shown. Reads files only. */
public final class Archive {
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
      Optional<String> report =
          Files.exists(entry.report())
              ? Optional.of(Files.readString(entry.report()))
              : Optional.empty();
      Optional<Path> copy =
          Files.exists(entry.copy()) ? Optional.of(entry.copy()) : Optional.empty();
      kept.add(
          new KeptDivergence(
              node.name() + "-" + entry.number(), entry.directory(), report, copy, goesAt(entry)));
    }
    return kept;
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
