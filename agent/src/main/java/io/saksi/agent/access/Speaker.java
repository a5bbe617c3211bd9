package io.saksi.agent.access;

import io.saksi.proto.v1.JoinRequest;
import io.saksi.proto.v1.NodeReport;
import io.saksi.proto.v1.ProposeRequest;
import java.util.Optional;

/**
 * The node in whose name a message speaks. A report says how far a node's WAL reaches and that it
 * no longer serves, a renewal that its primary does: from another node's mouth either could cost
 * commits.
 */
final class Speaker {
  private Speaker() {}

  /** Empty where a message speaks for nobody. */
  static Optional<String> of(Object message) {
    return switch (message) {
      case NodeReport report -> Optional.of(report.getNode());
      case JoinRequest join -> Optional.of(join.getMember().getNode());
      // Who passes a renewal on vouches for having it from its node.
      case ProposeRequest proposal ->
          Optional.of(
              proposal.getPassedOnBy().isEmpty()
                  ? proposal.getEntry().getAuthor()
                  : proposal.getPassedOnBy());
      default -> Optional.empty();
    };
  }
}
