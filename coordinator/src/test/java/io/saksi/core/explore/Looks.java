package io.saksi.core.explore;

import io.saksi.core.model.Lsn;
import io.saksi.core.model.Moment;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a node sees of itself and says of itself. */
final class Looks {
  static final Duration LEASE = Duration.ofSeconds(3);
  static final Moment NOW = new Moment(Duration.ofHours(1).toNanos());
  static final Moment LONG_AGO = new Moment(0);

  private Looks() {}

  /** No leader was heard lately, so that standbys serve no reads: reads are not this world's. */
  static NodeView view(Cell cell) {
    return new NodeView(
        cell.id,
        cell.promised,
        Optional.of(cell.instance),
        postgres(cell),
        cell.gate,
        cell.lease ? Optional.of(NOW.plus(LEASE)) : Optional.empty(),
        Optional.empty(),
        cell.fork,
        Optional.empty(),
        false,
        cell.role == Cell.Role.PRIMARY ? Optional.of(cell.serves) : Optional.empty(),
        false);
  }

  static NodeReport report(Cell cell, ClusterState known, Breakage breakage) {
    return new NodeReport(
        cell.id,
        cell.promised,
        Optional.of(cell.instance),
        Tampering.reported(cell, known, postgres(cell), breakage),
        cell.gate,
        cell.lease ? Optional.of(LEASE) : Optional.empty(),
        0,
        List.of());
  }

  static Postgres postgres(Cell cell) {
    return switch (cell.role) {
      case STOPPED ->
          new Postgres.Stopped(
              cell.wasPrimary,
              cell.wal.timeline(),
              cell.clean ? Optional.of(cell.wal.end()) : Optional.empty());
      case STANDBY ->
          new Postgres.Standby(
              cell.wal.timeline(), cell.wal.end(), cell.wal.end(), cell.upstream, cell.streaming);
      case PRIMARY ->
          new Postgres.Primary(
              cell.serves,
              cell.wal.timeline(),
              cell.wal.end(),
              cell.forkedAt,
              senders(cell),
              cell.proof);
    };
  }

  private static List<Postgres.Sender> senders(Cell cell) {
    return cell.rows.entrySet().stream()
        .map(row ->
            new Postgres.Sender(
                row.getKey(), true, new Lsn(row.getValue().sent()), row.getValue().has().end()))
        .toList();
  }

  static boolean leads(ClusterState state, Cell cell) {
    return state.reign() instanceof Reign.Open open && open.primary().equals(cell.id);
  }
}
