package io.saksi.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class TestPeerTest {
  @Test
  void aPortThatAServerHasOnAllAddressesIsPassedOver() throws Exception {
    int before = TestPeer.freePort();
    try (ServerSocket everywhere = new ServerSocket(before + 1)) {
      assertThat(TestPeer.freePort()).isNotEqualTo(everywhere.getLocalPort());
    }
  }
}
