package io.saksi.agent.vip;

import io.saksi.agent.os.PacketSocket;
import java.util.List;
import java.util.Optional;

/** How hosts of one link ask for an address, say that they have it, and are overheard. */
interface Frames {
  int protocol();

  /** Lets through only what may speak of the address. */
  List<PacketSocket.Step> filter();

  /** Asks for the address without claiming it. */
  byte[] probe();

  /** Claims it; each is a frame. */
  List<byte[]> announcement();

  /** The link address of the sender, if the frame claims the address or asks for it as we do. */
  Optional<byte[]> claimant(byte[] frame);

  static Frames of(VipAddress vip, byte[] hardware) {
    byte[] address = vip.address().getAddress();
    return vip.isIpv6() ? new NeighbourFrames(address, hardware) : new ArpFrames(address, hardware);
  }
}
