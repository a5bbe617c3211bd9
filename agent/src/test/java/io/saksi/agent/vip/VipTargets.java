package io.saksi.agent.vip;

import io.saksi.fuzz.Shape;
import io.saksi.fuzz.Target;
import io.saksi.fuzz.Trial;
import io.saksi.property.Draw;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Packets of strangers, and addresses as they are typed. */
public final class VipTargets {
  private static final byte[] OURS = {2, 0, 0, 0, 0, 1};
  private static final byte[] THEIRS = {2, 0, 0, 0, 0, 2};
  private static final byte[] V4 = {10, 0, 0, 100};
  private static final byte[] V6 = {(byte) 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  private VipTargets() {}

  public static List<Target> all() {
    Frames arp = new ArpFrames(V4, OURS);
    Frames neighbour = new NeighbourFrames(V6, OURS);
    return List.of(
        frames("vip.arp", arp, new ArpFrames(V4, THEIRS)),
        frames("vip.neighbour", neighbour, new NeighbourFrames(V6, THEIRS)),
        Target.ofText("vip.address", Draw.of("10.0.0.100/24@eth0", "fd00::1:2/64@bond0.7"))
            .shaped(Shape.text("/", "@", "::", ".", "%eth0", "ffff"))
            .refusesBy(IllegalArgumentException.class)
            .tried(
                Trial.roundTrip(
                    in -> VipAddress.parse(new String(in, StandardCharsets.UTF_8)),
                    address -> address.toString().getBytes(StandardCharsets.UTF_8))));
  }

  private static Target frames(String name, Frames ours, Frames theirs) {
    return Target.of(
            name,
            Draw.of(
                theirs.probe(),
                theirs.announcement().getFirst(),
                theirs.announcement().getLast(),
                ours.announcement().getFirst()))
        .forgiving()
        .tried(in -> {
          if (ours.claimant(in).filter(sender -> sender.length != 6).isPresent()) {
            throw new AssertionError("no link address");
          }
        });
  }
}
