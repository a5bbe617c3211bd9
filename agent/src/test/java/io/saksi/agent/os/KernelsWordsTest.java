package io.saksi.agent.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel would not write is refused as such. */
class KernelsWordsTest {
  private static final String REST = " 1 4711 4711 0 -1 0 0 0 0 0 12 7 0 0 20 0 1 0 1234567 0\n";

  @ParameterizedTest
  @ValueSource(strings = {"x (postgres) S", "1 (postgres) ", "99999999999999999999 (postgres) S"})
  void aProcessThatIsNone(String begin) {
    assertThat(ProcessInfo.parse("1 (a) S" + REST).pid()).isOne();
    assertThatThrownBy(() -> ProcessInfo.parse(begin + REST)).isInstanceOf(OsException.class);
  }

  @Test
  void aMessageThatSaysItIsLongerThanAllOfThem() {
    ByteBuffer answer = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
    answer.putInt(0, 32).putInt(32, Integer.MAX_VALUE);
    assertThatThrownBy(() -> Netlink.split(answer.array()))
        .isInstanceOf(OsException.class)
        .hasMessageContaining("half a netlink message");
  }

  @Test
  void anAddressThatIsCutShort() {
    ByteBuffer body = ByteBuffer.allocate(12).order(ByteOrder.nativeOrder());
    body.putShort(8, (short) 4).putShort(10, (short) 6); // a lifetime without its numbers
    assertThat(HostAddresses.parse(body)).isEmpty();
    assertThat(HostAddresses.parse(ByteBuffer.allocate(3))).isEmpty();
  }
}
