package io.saksi.agent.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgramWordsTest {
  private static final Duration BOUND = Duration.ofSeconds(10);

  private static Process shell(String script) throws Exception {
    return new ProcessBuilder("/bin/sh", "-c", script).redirectErrorStream(true).start();
  }

  @Test
  void aChildThatKeepsThePipeOpenHoldsNobody() throws Exception {
    Process process = shell("sleep 61 & echo $!");
    ProgramWords words = new ProgramWords(100, ProgramWords.Keep.FIRST);
    long begin = System.nanoTime();
    assertThat(words.await(process, BOUND)).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(BOUND);
    long child = Long.parseLong(words.text());
    assertThat(RealProcesses.lives(child)).isTrue();
    Signals.send(child, Signal.SIGKILL);
  }

  @Test
  void theFirstOrTheLastIsKeptOfMany() throws Exception {
    ProgramWords first = new ProgramWords(3, ProgramWords.Keep.FIRST);
    ProgramWords last = new ProgramWords(3, ProgramWords.Keep.LAST);
    String script = "printf abc; head -c 200000 /dev/zero | tr '\\0' x; printf xyz";
    assertThat(first.await(shell(script), BOUND)).isTrue();
    assertThat(last.await(shell(script), BOUND)).isTrue();
    assertThat(first.text()).isEqualTo("abc");
    assertThat(last.text()).isEqualTo("xyz");
  }

  /** Its end and its last words are seen in either order. */
  @Test
  void whatItSaysJustBeforeItsEndIsHeard() throws Exception {
    for (int round = 0; round < 100; round++) {
      ProgramWords words = new ProgramWords(100, ProgramWords.Keep.LAST);
      assertThat(words.await(shell("echo " + round), BOUND)).isTrue();
      assertThat(words.text()).isEqualTo(String.valueOf(round));
    }
  }

  @Test
  void oneThatDoesNotEndIsLeftAfterTheBound() throws Exception {
    Process process = shell("exec sleep 61");
    ProgramWords words = new ProgramWords(3, ProgramWords.Keep.FIRST);
    assertThat(words.await(process, Duration.ofMillis(100))).isFalse();
    process.destroyForcibly();
  }
}
