package io.saksi.it;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class HomeOfAnotherTest {
  @Test
  void neitherAnotherNodeNorAnotherClusterStartsFromIt() throws Exception {
    try (Area area = new Area()) {
      Place place = Place.free(36);
      AgentLine line = AgentLine.of(area, "first", "a", place).founding();
      TestNode node = new TestNode(area, "a", place, line);
      node.start();
      HalfMadeClusterTest.awaitOpen(place);
      node.kill();

      Refused.withMessage(
          area, line.with("--node", "b"), "it belongs to node 'a'", "it was not touched");
      Refused.withMessage(
          area, line.with("--cluster", "second"), "'first'", "'second'", "--cluster");

      node.start();
      HalfMadeClusterTest.awaitOpen(place);
    }
  }
}
