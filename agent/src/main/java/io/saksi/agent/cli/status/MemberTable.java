package io.saksi.agent.cli.status;

import io.saksi.agent.cli.PlainText;
import io.saksi.agent.cli.status.Table.Column;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.MemberKind;
import io.saksi.proto.v1.MemberStatus;
import java.util.List;

/** The nodes, one a line. */
final class MemberTable {
  private static final String NOTHING = "-";

  private MemberTable() {}

  static Table of(ClusterStatus status) {
    List<Column> columns =
        List.of(
            Column.left("NODE"),
            Column.left("ROLE"),
            Column.left("STATE"),
            Column.left("GATE"),
            Column.left("SYNC").dropped(4),
            Column.right("TL").dropped(3),
            Column.left("WAL").dropped(5),
            Column.right("LAG"),
            Column.right("REPORT").dropped(2),
            Column.left("POSTGRESQL").dropped(1));
    return new Table(columns, status.getMembersList().stream().map(m -> row(status, m)).toList());
  }

  private static List<String> row(ClusterStatus status, MemberStatus m) {
    boolean data = m.getKind() != MemberKind.MEMBER_KIND_WITNESS;
    return List.of(
        PlainText.of(m.getName()),
        Words.of(m.getRole()),
        m.getState().isEmpty() ? NOTHING : PlainText.of(m.getState()),
        data ? Words.of(m.getGate()) : NOTHING,
        status.getSyncSet().getMembersList().contains(m.getName()) ? "yes" : NOTHING,
        m.getTimeline() == 0 ? NOTHING : Integer.toUnsignedString(m.getTimeline()),
        m.hasFlushedLsn() ? Units.lsn(m.getFlushedLsn()) : NOTHING,
        m.hasLagBytes() ? Units.bytes(m.getLagBytes()) : NOTHING,
        m.hasReportAgeMs() ? Units.age(m.getReportAgeMs()) : NOTHING,
        m.getPostgresPort() == 0
            ? NOTHING
            : PlainText.of(m.getPostgresHost() + ":" + m.getPostgresPort()));
  }
}
