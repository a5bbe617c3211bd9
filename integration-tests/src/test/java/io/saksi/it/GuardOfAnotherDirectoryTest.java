package io.saksi.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A guard that would end another PostgreSQL than its agent runs, or none, is no guard. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class GuardOfAnotherDirectoryTest {
  @Test
  void anAgentDoesNotStartUnderIt() throws Exception {
    try (Area area = new Area()) {
      Place place = Place.free(37);
      AgentLine line = AgentLine.of(area, "shop", "a", place).founding();
      Path data = Path.of(line.options().get("--data-dir"));

      List<String> another = new ArrayList<>(line.arguments());
      another.set(another.indexOf("--data-dir") + 1, data + "-of-another");
      Refused.withMessage(area, another, "its guard would end the PostgreSQL of " + data + "-of-");

      List<String> none = new ArrayList<>(line.arguments());
      int option = none.indexOf("--data-dir");
      none.subList(option, option + 2).clear();
      Refused.withMessage(area, none, "its guard would end no PostgreSQL");
    }
  }
}
