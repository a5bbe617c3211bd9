package io.saksi.raft;

import java.io.IOException;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;

/** The group must know this peer at its own address, else two processes share one vote. */
final class AddressCheck {
  private AddressCheck() {}

  static void requireOwn(RaftPeerAddress self, RaftConfiguration configuration) throws IOException {
    RaftPeer known = configuration.getPeer(RaftPeerId.valueOf(self.id()));
    if (known != null && !known.getAddress().equals(self.authority())) {
      throw new IOException(
          "the group knows peer "
              + self.id()
              + " at "
              + known.getAddress()
              + ", not at "
              + self.authority());
    }
  }
}
