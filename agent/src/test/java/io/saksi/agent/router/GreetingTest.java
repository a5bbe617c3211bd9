package io.saksi.agent.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class GreetingTest {
  private static final int PROTOCOL_3 = 3 << 16;

  private final Greeting greeting = new Greeting();

  private static ByteBuf ints(int... values) {
    ByteBuf bytes = Unpooled.buffer();
    for (int value : values) {
      bytes.writeInt(value);
    }
    return bytes;
  }

  @Test
  void aPacketIsCompleteWithItsLastByte() throws Exception {
    ByteBuf packet = ints(12, PROTOCOL_3, 0);
    while (packet.isReadable()) {
      assertThat(greeting.first()).isEmpty();
      greeting.append(packet.readSlice(1));
    }
    assertThat(greeting.first()).containsInstanceOf(ClientPacket.Startup.class);
  }

  @Test
  void anEncryptionRequestIsDroppedAndWhatFollowsStays() throws Exception {
    greeting.append(ints(8, Greeting.SSL_REQUEST, 8, PROTOCOL_3));
    ClientPacket request = greeting.first().orElseThrow();
    assertThat(request).isInstanceOf(ClientPacket.EncryptionRequest.class);
    greeting.drop(request);
    assertThat(greeting.first()).containsInstanceOf(ClientPacket.Startup.class);
  }

  @Test
  void aCancelRequestHoldsItsKey() throws Exception {
    greeting.append(ints(16, Greeting.CANCEL_REQUEST, 4711, 42));
    assertThat(greeting.first())
        .containsInstanceOf(ClientPacket.Cancel.class)
        .get()
        .extracting(p -> ((ClientPacket.Cancel) p).key())
        .isEqualTo(ByteBuffer.allocate(8).putInt(4711).putInt(42).flip());
  }

  @Test
  void lengthsThatPostgresRefusesAreRefused() {
    for (int length : new int[] {-1, 0, 7, Greeting.MAX_PACKET_BYTES + 1, Integer.MAX_VALUE}) {
      Greeting hostile = new Greeting();
      hostile.append(ints(length));
      assertThatThrownBy(hostile::first).isInstanceOf(Greeting.MalformedPacket.class);
    }
  }

  @Test
  void tlsFromTheFirstByteIsRecognized() throws Exception {
    greeting.append(Unpooled.wrappedBuffer(new byte[] {0x16, 3, 1, 0, 4, 1, 2, 3}));
    assertThat(greeting.first()).isEmpty();
    greeting.append(Unpooled.wrappedBuffer(new byte[] {4}));
    assertThat(greeting.first()).containsInstanceOf(ClientPacket.TlsHello.class);
  }
}
