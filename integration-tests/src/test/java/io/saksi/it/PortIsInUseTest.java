package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class PortIsInUseTest {
  @Test
  void founderNamesThePortAndFoundsOnceItIsFree() throws Exception {
    try (Area area = new Area()) {
      Place place = Place.free(32);
      AgentLine line = AgentLine.of(area, "ports", "a", place).founding();
      refused(area, line, place.agent(), "--listen");
      refused(area, line, place.raft(), "--raft-listen");
      refused(area, line, place.postgres(), "--postgres-listen");
      assertThat(area.home("a").resolve("data")).doesNotExist();

      TestNode node = new TestNode(area, "a", place, line);
      node.start();
      HalfMadeClusterTest.awaitOpen(place);
    }
  }

  private static void refused(Area area, AgentLine line, int port, String option) throws Exception {
    try (var _ = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.32"))) {
      Refused.withMessage(area, line, "127.0.0.32", Integer.toString(port), "in use", option);
    }
  }
}
