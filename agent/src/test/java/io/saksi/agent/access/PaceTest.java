package io.saksi.agent.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong now = new AtomicLong(-5 * SECOND);
  private final Pace pace = new Pace(now::get);

  private int taken(int number, int calls) throws Exception {
    byte[] address = {10, 0, (byte) (number >> 8), (byte) number};
    return taken(new InetSocketAddress(InetAddress.getByAddress(address), 1), calls);
  }

  private int taken(InetSocketAddress from, int calls) {
    return (int) IntStream.range(0, calls).filter(_ -> pace.isTaken(from)).count();
  }

  @Test
  void whoAsksWithoutEndIsRefusedAndOthersAreNot() throws Exception {
    assertThat(taken(1, 10_000)).isEqualTo(Pace.EACH_AT_ONCE);
    assertThat(taken(2, 100)).as("another one").isEqualTo(100);
    now.addAndGet(SECOND);
    assertThat(taken(1, 10_000)).as("a second later").isEqualTo(Pace.EACH_PER_SECOND);
    now.addAndGet(100 * SECOND);
    assertThat(taken(1, 10_000)).as("it is not saved up").isEqualTo(Pace.EACH_AT_ONCE);
  }

  @Test
  void manyTogetherAreBoundedToo() throws Exception {
    int taken = 0;
    for (int one = 0; one < 3_000; one++) {
      taken += taken(one, 1);
    }
    assertThat(taken).isEqualTo(2_000);
  }

  @Test
  void whoHasNoAddressIsOneOfThem() {
    assertThat(taken(InetSocketAddress.createUnresolved("nowhere", 1), 10_000))
        .isEqualTo(Pace.EACH_AT_ONCE);
  }
}
