package io.saksi.wire;

import io.saksi.core.model.Deposed;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Renewal;

/** Who leads, who led before, and the lease. */
public final class ReignCodec {
  private ReignCodec() {}

  public static io.saksi.proto.v1.Reign encode(Reign reign) {
    var wire = io.saksi.proto.v1.Reign.newBuilder();
    switch (reign) {
      case Reign.None none -> wire.setNone(encode(none));
      case Reign.Electing electing -> wire.setElecting(encode(electing));
      case Reign.Elected elected -> wire.setElected(encode(elected));
      case Reign.Open open -> wire.setOpen(encode(open));
    }
    return wire.build();
  }

  public static Reign decode(io.saksi.proto.v1.Reign wire) throws MalformedMessage {
    return switch (wire.getKindCase()) {
      case NONE ->
          new Reign.None(
              Scalars.instance(
                  "brought", wire.getNone().hasBrought(), wire.getNone().getBrought()));
      case ELECTING -> Parse.part("electing", wire.getElecting(), ReignCodec::decode);
      case ELECTED -> Parse.part("elected", wire.getElected(), ReignCodec::decode);
      case OPEN -> Parse.part("open", wire.getOpen(), ReignCodec::decode);
      case KIND_NOT_SET -> throw Scalars.noCase("kind");
    };
  }

  private static io.saksi.proto.v1.Reign.None encode(Reign.None none) {
    var wire = io.saksi.proto.v1.Reign.None.newBuilder();
    none.brought().map(InstanceId::value).ifPresent(wire::setBrought);
    return wire.build();
  }

  private static io.saksi.proto.v1.Reign.Electing encode(Reign.Electing electing) {
    return io.saksi.proto.v1.Reign.Electing.newBuilder()
        .setEpoch(electing.epoch().number())
        .setCause(ReasonCodec.encode(electing.cause()))
        .addAllExcluded(Scalars.sorted(electing.excluded()))
        .build();
  }

  private static Reign.Electing decode(io.saksi.proto.v1.Reign.Electing wire)
      throws MalformedMessage {
    return new Reign.Electing(
        Scalars.epoch("epoch", wire.getEpoch()),
        ReasonCodec.decode(wire.getCause()),
        Scalars.nodes("excluded", wire.getExcludedList()));
  }

  private static io.saksi.proto.v1.Reign.Elected encode(Reign.Elected elected) {
    var wire =
        io.saksi.proto.v1.Reign.Elected.newBuilder()
            .setEpoch(elected.epoch().number())
            .setCause(ReasonCodec.encode(elected.cause()))
            .setCandidate(elected.candidate().name())
            .setAccession(ReasonCodec.encode(elected.accession()))
            .setBranch(HistoryCodec.encode(elected.branch()))
            .setProposed(SyncCodec.encode(elected.proposed()))
            .addAllExcluded(Scalars.sorted(elected.excluded()));
    elected.source().map(NodeId::name).ifPresent(wire::setSource);
    elected.position().map(HistoryCodec::encode).ifPresent(wire::setPosition);
    return wire.build();
  }

  private static Reign.Elected decode(io.saksi.proto.v1.Reign.Elected wire)
      throws MalformedMessage {
    return new Reign.Elected(
        Scalars.epoch("epoch", wire.getEpoch()),
        ReasonCodec.decode(wire.getCause()),
        Scalars.node("candidate", wire.getCandidate()),
        ReasonCodec.decode(wire.getAccession()),
        Parse.required("branch", wire.hasBranch(), wire.getBranch(), HistoryCodec::decode),
        Parse.required("proposed", wire.hasProposed(), wire.getProposed(), SyncCodec::decode),
        Scalars.node("source", wire.hasSource(), wire.getSource()),
        Parse.optional("position", wire.hasPosition(), wire.getPosition(), HistoryCodec::decode),
        Scalars.nodes("excluded", wire.getExcludedList()));
  }

  private static io.saksi.proto.v1.Reign.Open encode(Reign.Open open) {
    return io.saksi.proto.v1.Reign.Open.newBuilder()
        .setEpoch(open.epoch().number())
        .setPrimary(open.primary().name())
        .setBranch(HistoryCodec.encode(open.branch()))
        .setProof(ReasonCodec.encode(open.proof()))
        .build();
  }

  private static Reign.Open decode(io.saksi.proto.v1.Reign.Open wire) throws MalformedMessage {
    return new Reign.Open(
        Scalars.epoch("epoch", wire.getEpoch()),
        Scalars.node("primary", wire.getPrimary()),
        Parse.required("branch", wire.hasBranch(), wire.getBranch(), HistoryCodec::decode),
        ReasonCodec.decode(wire.getProof()));
  }

  public static io.saksi.proto.v1.Deposed encode(Deposed deposed) {
    var wire =
        io.saksi.proto.v1.Deposed.newBuilder()
            .setEpoch(deposed.epoch().number())
            .setPrimary(deposed.primary().name());
    deposed.fence().map(ReasonCodec::encode).ifPresent(wire::setFence);
    return wire.build();
  }

  public static Deposed decode(io.saksi.proto.v1.Deposed wire) throws MalformedMessage {
    return new Deposed(
        Scalars.epoch("epoch", wire.getEpoch()),
        Scalars.node("primary", wire.getPrimary()),
        Parse.optional("fence", wire.hasFence(), wire.getFence(), ReasonCodec::decode));
  }

  public static io.saksi.proto.v1.Renewal encode(Renewal renewal) {
    var wire =
        io.saksi.proto.v1.Renewal.newBuilder()
            .setEpoch(renewal.epoch().number())
            .setNumber(renewal.number())
            .setTtlNanos(Scalars.nanos(renewal.ttl()))
            .setLongestNanos(Scalars.nanos(renewal.longest()));
    renewal.end().map(HistoryCodec::encode).ifPresent(wire::setEnd);
    return wire.build();
  }

  public static Renewal decode(io.saksi.proto.v1.Renewal wire) throws MalformedMessage {
    return new Renewal(
        Scalars.epoch("epoch", wire.getEpoch()),
        Scalars.count("number", wire.getNumber()),
        Scalars.length("ttl", wire.getTtlNanos()),
        Scalars.length(
            "longest", wire.hasLongestNanos() ? wire.getLongestNanos() : wire.getTtlNanos()),
        Parse.optional("end", wire.hasEnd(), wire.getEnd(), HistoryCodec::decode));
  }
}
