package io.saksi.agent.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogLinesAreForPeopleTest {
  private final LineFormatter formatter = new LineFormatter();

  @Test
  void oneEventIsOneLineWithTimeLevelAndComponent() {
    LogRecord logged = new LogRecord(Level.WARNING, "the agent\nis gone");
    logged.setLoggerName("io.saksi.agent.guard.Watch");
    assertThat(formatter.format(logged))
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT[0-9:.]{12}[+-]\\d\\d:\\d\\d WARN  guard.Watch the agent is"
                + " gone\n");
  }

  @Test
  void causeFollowsIndented() {
    LogRecord logged = new LogRecord(Level.SEVERE, "no");
    logged.setLoggerName("org.apache.ratis.Server");
    logged.setThrown(new IllegalStateException("because"));
    assertThat(formatter.format(logged))
        .contains("ERROR Server no\n    java.lang.IllegalStateException: because\n    at ");
  }
}
