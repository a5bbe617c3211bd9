package io.saksi.wire;

import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Member;
import io.saksi.core.model.Tags;
import java.util.Optional;

/** Who belongs to which cluster, and where it listens. */
public final class MemberCodec {
  private MemberCodec() {}

  public static io.saksi.proto.v1.Member encode(Member member) {
    var wire =
        io.saksi.proto.v1.Member.newBuilder()
            .setNode(member.node().name())
            .setRaft(encode(member.raft()))
            .setAgent(encode(member.agent()))
            .setPriority(member.priority())
            .setNosync(member.tags().nosync())
            .setPinned(member.tags().pinned());
    member.tags().zone().ifPresent(wire::setZone);
    member.postgres().map(MemberCodec::encode).ifPresent(wire::setPostgres);
    member.instance().map(InstanceId::value).ifPresent(wire::setInstance);
    return wire.build();
  }

  public static Member decode(io.saksi.proto.v1.Member wire) throws MalformedMessage {
    return new Member(
        Scalars.node("node", wire.getNode()),
        Parse.required("raft", wire.hasRaft(), wire.getRaft(), MemberCodec::decode),
        Parse.required("agent", wire.hasAgent(), wire.getAgent(), MemberCodec::decode),
        Parse.optional("postgres", wire.hasPostgres(), wire.getPostgres(), MemberCodec::decode),
        Scalars.instance("instance", wire.hasInstance(), wire.getInstance()),
        tags(
            wire.getPriority(),
            wire.hasZone() ? Optional.of(wire.getZone()) : Optional.empty(),
            wire.getNosync(),
            wire.getPinned()));
  }

  public static io.saksi.proto.v1.Tags encode(Tags tags) {
    var wire =
        io.saksi.proto.v1.Tags.newBuilder()
            .setPriority(tags.priority())
            .setNosync(tags.nosync())
            .setPinned(tags.pinned());
    tags.zone().ifPresent(wire::setZone);
    return wire.build();
  }

  public static Tags decode(io.saksi.proto.v1.Tags wire) throws MalformedMessage {
    return tags(
        wire.getPriority(),
        wire.hasZone() ? Optional.of(wire.getZone()) : Optional.empty(),
        wire.getNosync(),
        wire.getPinned());
  }

  private static Tags tags(int priority, Optional<String> zone, boolean nosync, boolean pinned)
      throws MalformedMessage {
    int counted = Scalars.count("priority", priority);
    return Parse.checked("tags", () -> new Tags(counted, zone, nosync, pinned));
  }

  public static io.saksi.proto.v1.Endpoint encode(Endpoint endpoint) {
    return io.saksi.proto.v1.Endpoint.newBuilder()
        .setHost(endpoint.host())
        .setPort(endpoint.port())
        .build();
  }

  public static Endpoint decode(io.saksi.proto.v1.Endpoint wire) throws MalformedMessage {
    String host = Scalars.name("host", wire.getHost(), Bounds.MAX_NAME);
    return Parse.checked("port", () -> new Endpoint(host, wire.getPort()));
  }

  public static io.saksi.proto.v1.ClusterIdentity encode(ClusterId cluster) {
    var wire =
        io.saksi.proto.v1.ClusterIdentity.newBuilder().setName(cluster.name()).setId(cluster.id());
    cluster.former().forEach(former -> wire.addFormer(encode(former)));
    return wire.build();
  }

  private static io.saksi.proto.v1.ClusterIdentity.Former encode(ClusterId.Former former) {
    return io.saksi.proto.v1.ClusterIdentity.Former.newBuilder()
        .setId(former.id())
        .addAllLost(former.lost().stream().map(MemberCodec::encode).toList())
        .build();
  }

  public static ClusterId decode(io.saksi.proto.v1.ClusterIdentity wire) throws MalformedMessage {
    return new ClusterId(
        Scalars.name("name", wire.getName(), Bounds.MAX_NAME),
        Scalars.name("id", wire.getId(), Bounds.MAX_NAME),
        Parse.list("former", wire.getFormerList(), Bounds.MAX_FORMER, MemberCodec::decode));
  }

  private static ClusterId.Former decode(io.saksi.proto.v1.ClusterIdentity.Former wire)
      throws MalformedMessage {
    return new ClusterId.Former(
        Scalars.name("id", wire.getId(), Bounds.MAX_NAME),
        Parse.list("lost", wire.getLostList(), Bounds.MAX_NODES, MemberCodec::decode));
  }
}
