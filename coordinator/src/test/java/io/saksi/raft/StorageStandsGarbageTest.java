package io.saksi.raft;

import io.saksi.fuzz.Stands;
import io.saksi.fuzz.Target;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A damaged Raft directory is refused in words; nothing of it is passed over. */
class StorageStandsGarbageTest {
  private static final long CASES = Stands.cases();

  static List<Target> targets() {
    return RaftTargets.all();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void itIsReadOrRefused(Target target) throws Exception {
    Stands.garbage(target, CASES);
  }
}
