package io.saksi.wire;

import io.saksi.core.model.NodeId;
import io.saksi.core.view.VipFacts;
import io.saksi.proto.v1.Vips;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Virtual addresses in reports and broadcasts. */
final class VipCodec {
  private VipCodec() {}

  static Vips encode(VipFacts facts) {
    return Vips.newBuilder()
        .addAllAddresses(
            facts.addresses().stream().limit(Bounds.MAX_VIPS).map(VipCodec::encode).toList())
        .addAllHardware(facts.hardware().stream().limit(Bounds.MAX_VIPS).toList())
        .setReadLag(facts.readLag())
        .setReadOnPrimary(facts.readOnPrimary())
        .build();
  }

  private static Vips.Address encode(VipFacts.Address address) {
    Vips.Address.Builder wire =
        Vips.Address.newBuilder()
            .setAddress(address.address())
            .setRole(
                switch (address.role()) {
                  case WRITE -> Vips.Role.ROLE_WRITE;
                  case READ -> Vips.Role.ROLE_READ;
                })
            .setGroup(address.group())
            .setHeld(address.held());
    address
        .trouble()
        .ifPresent(trouble ->
            wire.setTrouble(
                    switch (trouble.kind()) {
                      case CONFLICT -> Vips.Trouble.TROUBLE_CONFLICT;
                      case FAILED -> Vips.Trouble.TROUBLE_FAILED;
                    })
                .setTroubleText(Scalars.clipped(trouble.text())));
    return wire.build();
  }

  static VipFacts decode(Vips wire) throws MalformedMessage {
    return new VipFacts(
        Parse.list("addresses", wire.getAddressesList(), Bounds.MAX_VIPS, VipCodec::address),
        Map.copyOf(
                Parse.byKey(
                    "hardware",
                    Parse.list(
                        "hardware",
                        wire.getHardwareList(),
                        Bounds.MAX_VIPS,
                        text -> Scalars.name("hardware", text, Bounds.MAX_NAME)),
                    text -> text))
            .keySet(),
        Scalars.count("read_lag", wire.getReadLag()),
        wire.getReadOnPrimary());
  }

  private static VipFacts.Address address(Vips.Address wire) throws MalformedMessage {
    VipFacts.Role role =
        switch (wire.getRole()) {
          case ROLE_WRITE -> VipFacts.Role.WRITE;
          case ROLE_READ -> VipFacts.Role.READ;
          case ROLE_UNSPECIFIED, UNRECOGNIZED -> throw Scalars.unknown("role", wire.getRole());
        };
    return new VipFacts.Address(
        Scalars.name("address", wire.getAddress(), Bounds.MAX_NAME),
        role,
        group(role, wire.getGroup()),
        wire.getHeld(),
        trouble(wire));
  }

  private static String group(VipFacts.Role role, String group) throws MalformedMessage {
    return switch (role) {
      case READ -> Scalars.name("group", group, Bounds.MAX_TEXT);
      case WRITE -> Scalars.text("group", group);
    };
  }

  private static Optional<VipFacts.Trouble> trouble(Vips.Address wire) throws MalformedMessage {
    String text = Scalars.text("trouble_text", wire.getTroubleText());
    return switch (wire.getTrouble()) {
      case TROUBLE_NONE -> Optional.empty();
      case TROUBLE_CONFLICT ->
          Optional.of(new VipFacts.Trouble(VipFacts.Trouble.Kind.CONFLICT, text));
      // What only a newer Saksi can name is trouble all the same.
      case TROUBLE_FAILED, UNRECOGNIZED ->
          Optional.of(new VipFacts.Trouble(VipFacts.Trouble.Kind.FAILED, text));
    };
  }

  static Map<String, String> encode(Map<String, NodeId> places) {
    Map<String, String> wire = new TreeMap<>();
    places.forEach((group, node) -> wire.put(group, node.name()));
    return wire;
  }

  static Map<String, NodeId> decode(Map<String, String> wire) throws MalformedMessage {
    Parse.require(wire.size() <= Bounds.MAX_VIPS, "read_vips", wire.size() + " are too many");
    Map<String, NodeId> places = new TreeMap<>();
    for (Map.Entry<String, String> place : wire.entrySet()) {
      places.put(
          Scalars.name("group", place.getKey(), Bounds.MAX_TEXT),
          Scalars.node("node", place.getValue()));
    }
    return places;
  }
}
