package io.saksi.wire;

import io.saksi.core.incident.Finding;
import io.saksi.core.incident.Stamp;
import io.saksi.core.model.Moment;
import java.time.Instant;

/** What an entry says beside its command: when it was written, and what was seen. */
final class StampCodec {
  private StampCodec() {}

  static io.saksi.proto.v1.Stamp encode(Stamp stamp) {
    return io.saksi.proto.v1.Stamp.newBuilder()
        .setAtEpochMillis(stamp.at().toEpochMilli())
        .setElapsedNanos(stamp.elapsed().nanos())
        .setClock(stamp.clock())
        .build();
  }

  static Stamp decode(io.saksi.proto.v1.Stamp wire) throws MalformedMessage {
    return new Stamp(
        Instant.ofEpochMilli(wire.getAtEpochMillis()),
        new Moment(wire.getElapsedNanos()),
        Scalars.name("clock", wire.getClock(), Bounds.MAX_NAME));
  }

  static io.saksi.proto.v1.Evidence encode(Finding finding) {
    return io.saksi.proto.v1.Evidence.newBuilder()
        .setCode(finding.code())
        .setNode(finding.node().name())
        .setEvidence(Scalars.clipped(finding.evidence()))
        .build();
  }

  static Finding decode(io.saksi.proto.v1.Evidence wire) throws MalformedMessage {
    return new Finding(
        Scalars.name("code", wire.getCode(), Bounds.MAX_NAME),
        Scalars.node("node", wire.getNode()),
        Scalars.text("evidence", wire.getEvidence()));
  }
}
