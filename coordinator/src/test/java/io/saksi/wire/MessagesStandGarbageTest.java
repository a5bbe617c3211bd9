package io.saksi.wire;

import io.saksi.fuzz.Stands;
import io.saksi.fuzz.Target;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever comes from a peer, from the log or from a snapshot is read, or refused as malformed. */
class MessagesStandGarbageTest {
  private static final long CASES = Stands.cases();

  static List<Target> targets() {
    return WireTargets.all();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void itIsReadOrRefused(Target target) throws Exception {
    Stands.garbage(target, CASES);
  }
}
