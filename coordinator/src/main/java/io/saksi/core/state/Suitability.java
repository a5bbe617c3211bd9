package io.saksi.core.state;

import io.saksi.core.command.Command;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.quorum.Eligibility;
import io.saksi.core.quorum.KnownLoss;
import io.saksi.core.quorum.Policy;
import java.util.Optional;

/** Whether this election may end with this candidate, at the moment of effect. */
final class Suitability {
  private Suitability() {}

  /**
   * @param informed the state that knows the positions of the command
   */
  static Optional<String> whyNot(
      ClusterState informed, Reign.Electing electing, Command.Elect elect) {
    NodeId candidate = elect.candidate();
    if (informed.orders().isHeld(candidate)) {
      return Optional.of(candidate + " is held out of replication");
    }
    if (elect.proposed().members().stream().anyMatch(informed.orders()::isAway)) {
      return Optional.of("the proposed set counts a node that is in maintenance");
    }
    if (elect.proposed().members().stream().anyMatch(informed.orders()::isHeld)) {
      return Optional.of("the proposed set counts a node that is held out of replication");
    }
    Eligibility eligibility = new Eligibility(informed);
    return switch (elect.accession()) {
      case FOUND -> Optional.of("only the first epoch is founded");
      case IN_PLACE ->
          eligibility.inPlace(candidate) ? Optional.empty() : Optional.of(notEligible(candidate));
      case PROMOTE -> whyNotPromote(informed, electing, elect, eligibility);
    };
  }

  private static Optional<String> whyNotPromote(
      ClusterState informed,
      Reign.Electing electing,
      Command.Elect elect,
      Eligibility eligibility) {
    NodeId candidate = elect.candidate();
    Optional<Orders.Forced> forced = Policy.forced(informed, electing);
    if (forced.map(f -> f.target().equals(candidate)).orElse(false)) {
      // No renewal is accepted any more, so what is known to be lost is final here: it must still
      // be what the operator was told (I1).
      return elect.proposed().isEmpty() && elect.source().isEmpty()
          ? KnownLoss.refusal(
              informed,
              candidate,
              Optional.ofNullable(informed.positions().get(candidate)),
              forced.get().acceptedLoss())
          : Optional.of("a forced failover opens exposed, with the target as it is");
    }
    boolean planned =
        Policy.planned(informed, electing).map(s -> s.target().equals(candidate)).orElse(false);
    if (!planned && !Policy.allowsAutomaticFailover(informed)) {
      return Optional.of("the modes in force allow no automatic failover");
    }
    if (!informed.member(candidate).map(Member::mayLead).orElse(false)) {
      return Optional.of(candidate + " is tagged never to be promoted");
    }
    if (informed.orders().isInMaintenance(candidate)) {
      return Optional.of(candidate + " is in maintenance");
    }
    boolean eligible =
        elect.source().isEmpty()
            ? eligibility.of(candidate)
            : eligibility.of(elect.source().get())
                && leadsTo(informed, candidate, elect.source().get());
    return eligible ? Optional.empty() : Optional.of(notEligible(candidate));
  }

  /** The candidate can go on along the source's WAL without a rewind. */
  private static boolean leadsTo(ClusterState informed, NodeId candidate, NodeId source) {
    Position from = informed.positions().get(candidate);
    Position to = informed.positions().get(source);
    if (from == null || to == null || informed.orders().isHeld(source)) {
      return false;
    }
    Optional<Lsn> reach = informed.history().covers(from);
    return informed.history().follows(from, to.branch().timeline())
        && reach.isPresent()
        && informed.history().covers(to).map(end -> end.isAtLeast(reach.get())).orElse(false);
  }

  private static String notEligible(NodeId candidate) {
    return candidate + " is not eligible by the positions given";
  }
}
