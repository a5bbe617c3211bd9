package io.saksi.wire;

import io.saksi.core.model.Lsn;
import io.saksi.core.view.Postgres;

/** What a primary and its WAL senders are doing. */
final class PrimaryCodec {
  private PrimaryCodec() {}

  static io.saksi.proto.v1.Postgres.Primary encode(Postgres.Primary primary) {
    var wire =
        io.saksi.proto.v1.Postgres.Primary.newBuilder()
            .setServes(primary.serves().number())
            .setTimeline(primary.timeline())
            .setFlushed(primary.flushed().value())
            .addAllStandbys(
                primary.standbys().stream()
                    .limit(Bounds.MAX_SENDERS)
                    .map(PrimaryCodec::encode)
                    .toList());
    primary.forkedAt().map(Lsn::value).ifPresent(wire::setForkedAt);
    primary
        .sync()
        .ifPresent(sync ->
            wire.getSyncBuilder().setEntryId(sync.entryId()).setMarker(sync.marker().value()));
    return wire.build();
  }

  static Postgres.Primary decode(io.saksi.proto.v1.Postgres.Primary wire) throws MalformedMessage {
    Parse.require(wire.hasServes(), "serves", "missing");
    return new Postgres.Primary(
        Scalars.epoch("serves", wire.getServes()),
        Scalars.count("timeline", wire.getTimeline()),
        Scalars.lsn("flushed", wire.hasFlushed(), wire.getFlushed()),
        Scalars.lsn(wire.hasForkedAt(), wire.getForkedAt()),
        Parse.list("standbys", wire.getStandbysList(), Bounds.MAX_SENDERS, PrimaryCodec::decode),
        Parse.optional("sync", wire.hasSync(), wire.getSync(), PrimaryCodec::decode));
  }

  private static io.saksi.proto.v1.Postgres.Sender encode(Postgres.Sender sender) {
    return io.saksi.proto.v1.Postgres.Sender.newBuilder()
        .setName(Scalars.clipped(sender.name()))
        .setStreaming(sender.streaming())
        .setSent(sender.sent().value())
        .setFlushed(sender.flushed().value())
        .build();
  }

  /** The name is whatever the client of PostgreSQL called itself: not necessarily a node's. */
  private static Postgres.Sender decode(io.saksi.proto.v1.Postgres.Sender wire)
      throws MalformedMessage {
    return new Postgres.Sender(
        Scalars.text("name", wire.getName()),
        wire.getStreaming(),
        Scalars.lsn("sent", wire.hasSent(), wire.getSent()),
        Scalars.lsn("flushed", wire.hasFlushed(), wire.getFlushed()));
  }

  private static Postgres.SyncProof decode(io.saksi.proto.v1.Postgres.SyncProof wire)
      throws MalformedMessage {
    return new Postgres.SyncProof(
        Scalars.count("entry_id", wire.getEntryId()),
        Scalars.lsn("marker", wire.hasMarker(), wire.getMarker()));
  }
}
