package io.saksi.wire;

import io.saksi.core.model.Mode;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.model.SyncSet;
import java.util.Set;

/** The sets that commits wait for. */
public final class SyncCodec {
  private SyncCodec() {}

  public static io.saksi.proto.v1.SyncSet encode(SyncSet set) {
    return io.saksi.proto.v1.SyncSet.newBuilder()
        .addAllMembers(Scalars.sorted(set.members()))
        .setK(set.k())
        .build();
  }

  public static SyncSet decode(io.saksi.proto.v1.SyncSet wire) throws MalformedMessage {
    Set<NodeId> members = Scalars.nodes("members", wire.getMembersList());
    return Parse.checked("k", () -> new SyncSet(members, wire.getK()));
  }

  public static io.saksi.proto.v1.SyncEntry encode(SyncEntry entry) {
    return io.saksi.proto.v1.SyncEntry.newBuilder()
        .setId(entry.id())
        .setSet(encode(entry.set()))
        .setMode(SettingsCodec.encode(entry.mode()))
        .build();
  }

  public static SyncEntry decode(io.saksi.proto.v1.SyncEntry wire) throws MalformedMessage {
    long id = Scalars.count("id", wire.getId());
    SyncSet set = Parse.required("set", wire.hasSet(), wire.getSet(), SyncCodec::decode);
    Mode mode = SettingsCodec.decode(wire.getMode());
    return new SyncEntry(id, set, mode);
  }
}
