package io.saksi.core.incident;

import io.saksi.core.audit.Request;
import io.saksi.core.command.Command;
import java.util.List;
import java.util.Optional;

/** What the log says beside a command that was applied. */
public record Entry(Command command, Stamp at, List<Finding> evidence, Optional<Request> request) {
  public Entry {
    evidence = List.copyOf(evidence);
  }
}
