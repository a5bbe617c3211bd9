package io.saksi.core.explore;

import io.saksi.core.States;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Optional;

/** Where an exploration begins: what led there, from a calm cluster, in which a leads. */
enum Start {
  /** Nothing is wrong. */
  CALM("COMMIT 2, CRASH 1, STOP 1, DROP 1, SILENCE 1, CHANGE_LEADER 1", ""),

  /** The leader hears nothing of a, and b and c have lost it; a knows of nothing and is open. */
  PRIMARY_CUT_OFF(
      "COMMIT 2, CRASH 1, STOP 0, DROP 0, SILENCE 1, CHANGE_LEADER 1",
      "DROP b, DROP c, REPORT b, REPORT c, SILENCE a"),

  /** As before, and b is elected; it has not heard of that. */
  CANDIDATE_ELECTED(
      "COMMIT 1, CRASH 2, STOP 0, DROP 0, SILENCE 1, CHANGE_LEADER 0",
      "DROP b, DROP c, REPORT b, REPORT c, SILENCE a, DECIDE, APPLY b, "
          + "APPLY c, ACT b, ACT c, REPORT b, REPORT c, DECIDE"),

  /** PostgreSQL of a was killed, and that is known: everybody is asked to promise. */
  PRIMARY_DEAD(
      "COMMIT 1, CRASH 1, STOP 1, DROP 0, SILENCE 1, CHANGE_LEADER 1",
      "COMMIT a, STREAM b, CRASH a, REPORT a, DECIDE"),

  /** c was lost and is to be dropped from the set; a has not heard of that yet. */
  SET_CHANGES(
      "COMMIT 2, CRASH 1, STOP 0, DROP 1, SILENCE 2, CHANGE_LEADER 0",
      "DROP c, REPORT a, AGE, DECIDE"),

  /** As before, and c came back and alone acknowledged a commit, before a heard of the new set. */
  SET_CHANGED_LATE(
      "COMMIT 0, CRASH 1, STOP 0, DROP 0, SILENCE 0, CHANGE_LEADER 1",
      "DROP c, REPORT a, AGE, DECIDE, STREAM c, COMMIT a, STREAM c"),

  /**
   * As before, and then a died of it: only c has that commit, which is no member of the last set.
   */
  SET_CHANGED_AND_PRIMARY_DEAD(
      "COMMIT 0, CRASH 1, STOP 0, DROP 0, SILENCE 1, CHANGE_LEADER 1",
      "DROP c, REPORT a, AGE, DECIDE, STREAM c, COMMIT a, STREAM c, CRASH a, REPORT a, DECIDE"),

  /**
   * b acknowledged what c has not, a said so with a renewal, and may lose its disk's last record.
   */
  SNAPSHOT(
      "COMMIT 0, CRASH 1, STOP 0, DROP 0, SILENCE 1, CHANGE_LEADER 1, ROLL_BACK 1",
      "DROP c, COMMIT a, STREAM b, RENEW a, CRASH a, REPORT a, DECIDE, " + "ROLL_BACK b");

  private final String budget;
  private final String before;

  Start(String budget, String before) {
    this.budget = budget;
    this.before = before;
  }

  Small world(Breakage breakage) {
    Small world = calm(breakage);
    for (String event : before.isEmpty() ? new String[0] : before.split(", ", -1)) {
      world =
          Moves.after(world, Move.parse(event))
              .orElseThrow(() -> new AssertionError(this + ": " + event + " cannot happen"));
    }
    for (String limit : ("ROLL_BACK 0, " + budget).split(", ", -1)) {
      String[] words = limit.split(" ", -1);
      world.budget.put(Move.Kind.valueOf(words[0]), Integer.valueOf(words[1]));
    }
    return world;
  }

  private static Small calm(Breakage breakage) {
    ClusterState state = States.renewed(States.open(SyncSet.any(1, List.of(States.B, States.C))));
    Small world = new Small(breakage);
    world.log.add(Small.Entry.of(state));
    for (NodeId id : List.of(States.A, States.B, States.C)) {
      Cell cell = new Cell(id, States.instance(id));
      cell.promised = States.E1;
      cell.wal = new Wal("").write(1, 1).write(1, 1);
      world.cells.add(cell);
    }
    Cell a = world.cells.getFirst();
    a.start(Cell.Role.PRIMARY);
    a.serves = States.E1;
    a.gate = Gate.WRITE;
    a.lease = true;
    a.setting = state.wantedEntry();
    a.highestEntry = a.setting.orElseThrow().id();
    a.proof = Optional.of(new Postgres.SyncProof(a.highestEntry, a.wal.end()));
    world.acknowledged = a.wal;
    world.openedEpoch = 1;
    for (Cell standby : world.cells.subList(1, 3)) {
      standby.start(Cell.Role.STANDBY);
      standby.upstream = Optional.of(new Postgres.Upstream(States.A, standby.id.name()));
      new Hands(world, standby).stream();
    }
    world.cells.forEach(
        cell -> world.heard = world.heard.report(state, Looks.report(cell, state, breakage)));
    return world;
  }
}
