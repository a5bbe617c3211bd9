package io.saksi.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FsyncsTest {
  @Test
  void callsOfAllKindsAreCountedAndTheSumIsNot() {
    String said =
        """
        strace: Process 17 attached with 31 threads
        % time     seconds  usecs/call     calls    errors syscall
        ------ ----------- ----------- --------- --------- ----------------
         90.10    0.120000        1200        20           fdatasync
          9.90    0.010000        1000        10         1 fsync
        ------ ----------- ----------- --------- --------- ----------------
        100.00    0.130000                    30           total
        """;
    assertThat(Fsyncs.count(said)).hasValue(2.0);
  }

  @Test
  void noneIsNotTheSameAsNotKnown() {
    assertThat(Fsyncs.count("strace: Process 17 attached\n")).hasValue(0);
    assertThat(Fsyncs.count("strace: attach: ptrace(PTRACE_SEIZE, 17): not permitted")).isEmpty();
  }
}
