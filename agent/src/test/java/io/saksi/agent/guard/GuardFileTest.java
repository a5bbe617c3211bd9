package io.saksi.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardFileTest {
  @TempDir Path run;

  @Test
  void epochAndDeadlineAreSeenAsOne() throws Exception {
    GuardFile writer = GuardFile.create(run);
    GuardFile reader = GuardFile.open(run);
    writer.arm(new Epoch(1), new Moment(1_001));
    AtomicBoolean stop = new AtomicBoolean();
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              for (long i = 2; !stop.get(); i++) {
                writer.arm(new Epoch(i), new Moment(i + 1_000));
                LockSupport.parkNanos(1); // some thousand times a second; real ones are 12
              }
            });
    long last = 0;
    for (int i = 0; i < 1_000_000; i++) {
      Armed armed = reader.armed().orElseThrow();
      assertThat(armed.deadline().nanos() == armed.epoch().number() + 1_000).isTrue();
      assertThat(armed.generation() >= last).isTrue();
      last = armed.generation();
    }
    stop.set(true);
    thread.join();
  }

  @Test
  void aKillEndsTheOrderThatItWasForAndNoLaterOne() throws Exception {
    GuardFile file = GuardFile.create(run);
    file.arm(new Epoch(3), new Moment(10));
    Armed armed = file.armed().orElseThrow();
    file.guardRecord().killBegins(armed.generation());
    assertThat(file.guardIsKilling()).isTrue();
    file.arm(new Epoch(3), new Moment(20)); // the agent renewed in the meantime
    file.guardRecord().killIsDone(armed, new Moment(11), new Moment(12));
    assertThat(file.guardIsKilling()).isFalse();
    assertThat(file.armed().orElseThrow().deadline()).isEqualTo(new Moment(20));
    assertThat(file.lastKill()).contains(new Kill(1, new Epoch(3), new Moment(11), new Moment(12)));
  }

  @Test
  void aGuardIsThereWhileItBeats() throws Exception {
    GuardFile file = GuardFile.create(run);
    Moment now = new Moment(Duration.ofHours(1).toNanos());
    assertThat(file.guardIsAlive(now)).isFalse();
    file.guardRecord().beat(now);
    assertThat(file.guardIsAlive(now.plus(GuardFile.GUARD_IS_STALE_AFTER))).isTrue();
    assertThat(
            file.guardIsAlive(now.plus(GuardFile.GUARD_IS_STALE_AFTER).plus(Duration.ofNanos(1))))
        .isFalse();
  }

  @Test
  void whatAnotherBootArmedIsNothing() throws Exception {
    GuardFile.create(run).arm(new Epoch(3), new Moment(10));
    overwrite(Word.BOOT_LOW, 42);
    assertThatThrownBy(() -> GuardFile.open(run))
        .isInstanceOfSatisfying(
            GuardFileException.class,
            e -> assertThat(e.problem()).isEqualTo(GuardFileException.Problem.OF_ANOTHER_BOOT));
    assertThat(GuardFile.create(run).armed()).isEmpty();
  }

  @Test
  void eachUnusableFileHasItsRemedy() throws Exception {
    assertThatThrownBy(() -> GuardFile.open(run)).hasMessageContaining("through its guard");
    GuardFile.create(run);
    overwrite(Word.LAYOUT, 2);
    assertThatThrownBy(() -> GuardFile.open(run)).hasMessageContaining("another version");
    Files.writeString(run.resolve(GuardFile.NAME), "short");
    assertThatThrownBy(() -> GuardFile.open(run)).hasMessageContaining("damaged");
  }

  /** A guard that cannot read an order must not wait for another one. */
  @Test
  void anOrderThatNobodyCanHaveGivenIsOver() throws Exception {
    GuardFile file = GuardFile.create(run);
    file.arm(new Epoch(3), new Moment(Long.MAX_VALUE / 4));
    Armed good = file.armed().orElseThrow();
    assertThat(good.epoch()).isEqualTo(new Epoch(3));
    for (long deadline : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      overwrite(Word.deadline(good.generation()), deadline);
      assertThat(file.armed().orElseThrow().deadline()).isEqualTo(new Moment(1));
    }
    overwrite(Word.deadline(good.generation()), 1_000_000);
    overwrite(Word.epoch(good.generation()), -7);
    assertThat(file.armed()).contains(new Armed(Epoch.NONE, new Moment(1), good.generation()));
    overwrite(Word.KILLS, 1);
    overwrite(Word.killEpoch(1), -7);
    assertThat(file.lastKill().orElseThrow().epoch()).isEqualTo(Epoch.NONE);
  }

  @Test
  void aBeatOfTheFutureIsNone() throws Exception {
    GuardFile file = GuardFile.create(run);
    Moment now = new Moment(Duration.ofHours(1).toNanos());
    Moment later = now.plus(Duration.ofMinutes(1));
    file.guardRecord().beat(later);
    file.deputyRecord().beat(later);
    file.watchdogFed(later, Long.MAX_VALUE);
    assertThat(file.guardIsAlive(now)).isFalse();
    assertThat(file.deputyIsAlive(now)).isFalse();
    assertThat(file.watchdogIsArmed(now)).isFalse();
    file.watchdogFed(now, Long.MAX_VALUE);
    assertThat(file.watchdogIsArmed(now)).isTrue();
  }

  private void overwrite(int word, long value) throws Exception {
    try (FileChannel channel =
        FileChannel.open(run.resolve(GuardFile.NAME), StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
      channel.write(bytes.putLong(0, value), (long) word * Long.BYTES);
    }
  }
}
