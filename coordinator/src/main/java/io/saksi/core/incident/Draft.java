package io.saksi.core.incident;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.FenceProof;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A changed copy of an incident. Everything in it is bounded: a cluster that elects one candidate
 * after the other for days must not grow its snapshots.
 */
final class Draft {
  static final int MOST_ORDERS = 4;
  static final int MOST_ELECTIONS = 10;
  static final int MOST_MARKS = 60;

  /** How many of the first marks stay, whatever follows. */
  private static final int FIRST_MARKS = 20;

  private final Incident from;
  private Incident.Kind kind;
  private final List<Incident.Order> orders;
  private final List<Election> elections;
  private int forgotten;
  private Optional<Loss> forgottenLoss;
  private final List<Mark> marks;
  private Optional<FenceProof> fence;
  private Optional<Incident.End> end;

  Draft(Incident from) {
    this.from = from;
    kind = from.kind();
    orders = new ArrayList<>(from.orders());
    elections = new ArrayList<>(from.elections());
    forgotten = from.forgotten();
    forgottenLoss = from.forgottenLoss();
    marks = new ArrayList<>(from.marks());
    fence = from.fence();
    end = from.end();
  }

  Draft kind(Incident.Kind value) {
    kind = value;
    return this;
  }

  Draft ordered(Incident.Order order) {
    orders.add(order);
    if (orders.size() > MOST_ORDERS) {
      orders.removeFirst();
    }
    return this;
  }

  Draft begun(Election election) {
    elections.add(election);
    if (elections.size() > MOST_ELECTIONS) {
      forget(elections.remove(leastTelling()));
    }
    return this;
  }

  /**
   * Neither the first, which tells why it began, nor the last; of the others the oldest in which
   * nobody was allowed to open, for only what was opened can have lost anything.
   */
  private int leastTelling() {
    return IntStream.range(1, elections.size() - 1)
        .filter(i -> elections.get(i).opening().isEmpty())
        .findFirst()
        .orElse(1);
  }

  private void forget(Election election) {
    forgotten = Math.addExact(forgotten, 1);
    forgottenLoss =
        election
            .openedLoss()
            .map(loss -> forgottenLoss.map(loss::and).orElse(loss))
            .or(() -> forgottenLoss);
  }

  Draft lastElection(UnaryOperator<Election> change) {
    if (!elections.isEmpty()) {
      elections.set(elections.size() - 1, change.apply(elections.getLast()));
    }
    return this;
  }

  Draft marked(Mark.Step step, Epoch epoch, Stamp at) {
    marks.add(new Mark(step, epoch, at));
    if (marks.size() > MOST_MARKS) {
      marks.remove(FIRST_MARKS);
    }
    return this;
  }

  Draft fenced(FenceProof proof) {
    fence = Optional.of(proof);
    return this;
  }

  Draft ended(Incident.End how) {
    end = Optional.of(how);
    return this;
  }

  Incident build() {
    return new Incident(
        from.number(),
        kind,
        from.ended(),
        from.primary(),
        from.branch(),
        orders,
        elections,
        forgotten,
        forgottenLoss,
        marks,
        fence,
        end);
  }
}
