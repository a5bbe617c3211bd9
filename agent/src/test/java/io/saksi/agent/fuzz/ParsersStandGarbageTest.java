package io.saksi.agent.fuzz;

import io.saksi.fuzz.Stands;
import io.saksi.fuzz.Target;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is in a file or comes over a connection is taken as it is meant, or refused. */
class ParsersStandGarbageTest {
  private static final long CASES = Stands.cases();

  private static Level before;

  @BeforeAll
  static void quiet() {
    before = AllTargets.quiet();
  }

  @AfterAll
  static void loud() {
    AllTargets.loud(before);
  }

  static List<Target> targets() {
    return AllTargets.ofTheAgent();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void itIsTakenOrRefused(Target target) throws Exception {
    Stands.garbage(target, CASES);
  }
}
