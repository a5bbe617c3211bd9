package io.saksi.wire;

import io.saksi.core.model.InstanceId;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeFacts;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.VipFacts;
import java.time.Duration;
import java.util.Optional;

/**
 * What an agent tells the Raft leader. A report that cannot be decoded makes its node silent, and a
 * silent primary is replaced: so whatever an agent may run into is cut to what is accepted, instead
 * of being refused.
 */
public final class ReportCodec {
  private ReportCodec() {}

  /** Texts and lists that are too long are cut; a lease that has run out is zero. */
  public static io.saksi.proto.v1.NodeReport encode(NodeReport report) {
    var wire =
        io.saksi.proto.v1.NodeReport.newBuilder()
            .setNode(report.node().name())
            .setPromised(report.promised().number())
            .setPostgres(PostgresCodec.encode(report.postgres()))
            .setGate(encode(report.gate()))
            .setAppliedVersion(report.appliedVersion())
            .addAllTrouble(
                report.trouble().stream().limit(Bounds.MAX_TROUBLE).map(Scalars::clipped).toList());
    report.instance().map(InstanceId::value).ifPresent(wire::setInstance);
    report.lease().map(ReportCodec::left).ifPresent(wire::setLeaseNanos);
    if (!report.facts().equals(NodeFacts.UNKNOWN)) {
      wire.setFacts(FactsCodec.encode(report.facts()));
    }
    if (!report.vips().equals(VipFacts.NONE)) {
      wire.setVips(VipCodec.encode(report.vips()));
    }
    return wire.build();
  }

  private static long left(Duration lease) {
    if (lease.isNegative()) {
      return 0;
    }
    return Scalars.nanos(lease.compareTo(Scalars.LONGEST) > 0 ? Scalars.LONGEST : lease);
  }

  public static NodeReport decode(io.saksi.proto.v1.NodeReport wire) throws MalformedMessage {
    Parse.require(wire.hasPromised(), "promised", "missing");
    return new NodeReport(
        Scalars.node("node", wire.getNode()),
        Scalars.epoch("promised", wire.getPromised()),
        Scalars.instance("instance", wire.hasInstance(), wire.getInstance()),
        Parse.required("postgres", wire.hasPostgres(), wire.getPostgres(), PostgresCodec::decode),
        decode(wire.getGate()),
        wire.hasLeaseNanos()
            ? Optional.of(Scalars.length("lease", wire.getLeaseNanos()))
            : Optional.empty(),
        Scalars.count("applied_version", wire.getAppliedVersion()),
        Parse.list(
            "trouble",
            wire.getTroubleList(),
            Bounds.MAX_TROUBLE,
            text -> Scalars.text("text", text)),
        Parse.part("facts", wire.getFacts(), FactsCodec::decode),
        Parse.part("vips", wire.getVips(), VipCodec::decode));
  }

  private static io.saksi.proto.v1.NodeReport.Gate encode(Gate gate) {
    return switch (gate) {
      case CLOSED -> io.saksi.proto.v1.NodeReport.Gate.GATE_CLOSED;
      case READ -> io.saksi.proto.v1.NodeReport.Gate.GATE_READ;
      case WRITE -> io.saksi.proto.v1.NodeReport.Gate.GATE_WRITE;
    };
  }

  private static Gate decode(io.saksi.proto.v1.NodeReport.Gate wire) throws MalformedMessage {
    return switch (wire) {
      case GATE_CLOSED -> Gate.CLOSED;
      case GATE_READ -> Gate.READ;
      case GATE_WRITE -> Gate.WRITE;
      case GATE_UNSPECIFIED, UNRECOGNIZED -> throw Scalars.unknown("gate", wire);
    };
  }
}
