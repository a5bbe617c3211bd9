package io.saksi.agent.router;

import java.util.concurrent.atomic.LongAdder;

/** What {@link RouterStats} is read from. */
final class Counters {
  final LongAdder connections = new LongAdder();
  final LongAdder open = new LongAdder();
  final LongAdder closedByFailover = new LongAdder();
  final LongAdder parted = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder retried = new LongAdder();

  RouterStats read(WaitingRoom waitingRoom) {
    return new RouterStats(
        connections.sum(),
        open.sum(),
        waitingRoom.sessions(),
        closedByFailover.sum(),
        refused.sum(),
        retried.sum(),
        parted.sum());
  }
}
