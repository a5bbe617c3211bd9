package io.saksi.wire;

import io.saksi.core.model.Lsn;
import io.saksi.core.view.Postgres;

/** What a node's PostgreSQL is doing. */
final class PostgresCodec {
  private PostgresCodec() {}

  static io.saksi.proto.v1.Postgres encode(Postgres postgres) {
    var wire = io.saksi.proto.v1.Postgres.newBuilder();
    switch (postgres) {
      case Postgres.Witness _ ->
          wire.setWitness(io.saksi.proto.v1.Postgres.Witness.getDefaultInstance());
      case Postgres.Absent _ ->
          wire.setAbsent(io.saksi.proto.v1.Postgres.Absent.getDefaultInstance());
      case Postgres.Unusable(String reason) ->
          wire.getUnusableBuilder().setReason(Scalars.clipped(reason));
      case Postgres.Stopped stopped -> wire.setStopped(encode(stopped));
      case Postgres.Busy(String what, boolean ended) ->
          wire.getBusyBuilder().setWhat(Scalars.clipped(what)).setEnded(ended);
      case Postgres.Standby standby -> wire.setStandby(encode(standby));
      case Postgres.Primary primary -> wire.setPrimary(PrimaryCodec.encode(primary));
    }
    return wire.build();
  }

  static Postgres decode(io.saksi.proto.v1.Postgres wire) throws MalformedMessage {
    return switch (wire.getKindCase()) {
      case WITNESS -> new Postgres.Witness();
      case ABSENT -> new Postgres.Absent();
      case UNUSABLE ->
          new Postgres.Unusable(Scalars.text("reason", wire.getUnusable().getReason()));
      case STOPPED -> decode(wire.getStopped());
      case BUSY ->
          new Postgres.Busy(
              Scalars.text("what", wire.getBusy().getWhat()), wire.getBusy().getEnded());
      case STANDBY -> decode(wire.getStandby());
      case PRIMARY -> PrimaryCodec.decode(wire.getPrimary());
      case KIND_NOT_SET -> throw Scalars.noCase("kind");
    };
  }

  private static io.saksi.proto.v1.Postgres.Stopped encode(Postgres.Stopped stopped) {
    var wire =
        io.saksi.proto.v1.Postgres.Stopped.newBuilder()
            .setWasPrimary(stopped.wasPrimary())
            .setTimeline(stopped.timeline());
    stopped.endOfWal().map(Lsn::value).ifPresent(wire::setEndOfWal);
    return wire.build();
  }

  private static Postgres.Stopped decode(io.saksi.proto.v1.Postgres.Stopped wire)
      throws MalformedMessage {
    return new Postgres.Stopped(
        wire.getWasPrimary(),
        Scalars.count("timeline", wire.getTimeline()),
        Scalars.lsn(wire.hasEndOfWal(), wire.getEndOfWal()));
  }

  private static io.saksi.proto.v1.Postgres.Standby encode(Postgres.Standby standby) {
    var wire =
        io.saksi.proto.v1.Postgres.Standby.newBuilder()
            .setTimeline(standby.timeline())
            .setReached(standby.reached().value())
            .setReplayed(standby.replayed().value())
            .setStreaming(standby.streaming());
    standby
        .upstream()
        .ifPresent(upstream ->
            wire.getUpstreamBuilder()
                .setNode(upstream.node().name())
                .setName(Scalars.clipped(upstream.name())));
    return wire.build();
  }

  private static Postgres.Standby decode(io.saksi.proto.v1.Postgres.Standby wire)
      throws MalformedMessage {
    return new Postgres.Standby(
        Scalars.count("timeline", wire.getTimeline()),
        Scalars.lsn("reached", wire.hasReached(), wire.getReached()),
        Scalars.lsn("replayed", wire.hasReplayed(), wire.getReplayed()),
        Parse.optional("upstream", wire.hasUpstream(), wire.getUpstream(), PostgresCodec::decode),
        wire.getStreaming());
  }

  private static Postgres.Upstream decode(io.saksi.proto.v1.Postgres.Upstream wire)
      throws MalformedMessage {
    return new Postgres.Upstream(
        Scalars.node("node", wire.getNode()), Scalars.text("name", wire.getName()));
  }
}
