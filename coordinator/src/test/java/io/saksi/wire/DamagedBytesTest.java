package io.saksi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.saksi.core.view.NodeReport;
import io.saksi.property.Draw;
import io.saksi.property.Property;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A disk or a network that lies: damaged bytes are named as such, and nothing else happens. */
class DamagedBytesTest {
  private interface Reader {
    byte[] readAndWrite(byte[] bytes) throws MalformedMessage;
  }

  private static final List<Reader> READERS =
      List.of(
          bytes -> StateCodec.toBytes(StateCodec.fromBytes(bytes)),
          bytes -> LogEntry.fromBytes(bytes).toBytes(),
          bytes -> CommandResult.fromBytes(bytes).toBytes(),
          DamagedBytesTest::report);

  private static byte[] report(byte[] bytes) throws MalformedMessage {
    try {
      var wire = io.saksi.proto.v1.NodeReport.parseFrom(bytes);
      return ReportCodec.encode(ReportCodec.decode(wire)).toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedMessage("report", "as gRPC would refuse it", e);
    }
  }

  @Test
  void aStateCutShortAnywhereIsRefused() {
    Property.holds(
        30,
        AnyCore.states(),
        state -> everyCutIsRefused(StateCodec.toBytes(state), READERS.get(0)));
  }

  @Test
  void anEntryCutShortAnywhereIsRefused() {
    Property.holds(
        100,
        AnyCore.any(LogEntry.class),
        entry -> everyCutIsRefused(entry.toBytes(), READERS.get(1)));
  }

  private static void everyCutIsRefused(byte[] bytes, Reader reader) {
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> reader.readAndWrite(cut))
          .as("%d of %d bytes", length, bytes.length)
          .isInstanceOf(MalformedMessage.class);
    }
  }

  @Test
  void garbageIsRefusedOrMeansSomething() {
    Property.holds(
        1_000,
        Draw.bytes(300),
        garbage -> READERS.forEach(reader -> meansSomethingOrIsRefused(garbage, reader)));
  }

  @Test
  void aStateWithFlippedBytesIsRefusedOrMeansSomething() {
    everyFlip(500, AnyCore.states().map(StateCodec::toBytes), READERS.get(0));
  }

  @Test
  void anEntryWithFlippedBytesIsRefusedOrMeansSomething() {
    everyFlip(1_000, AnyCore.any(LogEntry.class).map(LogEntry::toBytes), READERS.get(1));
  }

  @Test
  void aReportWithFlippedBytesIsRefusedOrMeansSomething() {
    Draw<byte[]> reports =
        AnyCore.any(NodeReport.class).map(r -> ReportCodec.encode(r).toByteArray());
    everyFlip(1_000, reports, READERS.get(3));
  }

  private static void everyFlip(int cases, Draw<byte[]> values, Reader reader) {
    Draw<List<Integer>> where = Draw.ints(Integer.MIN_VALUE, Integer.MAX_VALUE).list(1, 4);
    Property.holds(
        cases,
        values.with(where, DamagedBytesTest::flipped),
        bytes -> meansSomethingOrIsRefused(bytes, reader));
  }

  /** The low byte of each number says what to flip, the rest says where. */
  private static byte[] flipped(byte[] bytes, List<Integer> where) {
    for (int each : where) {
      int at = Math.floorMod(each >> 8, bytes.length);
      bytes[at] = (byte) (bytes[at] ^ each);
    }
    return bytes;
  }

  /** What was read can be written, and then reads as the same again. */
  private static void meansSomethingOrIsRefused(byte[] bytes, Reader reader) {
    byte[] written;
    try {
      written = reader.readAndWrite(bytes);
    } catch (MalformedMessage e) {
      assertThat(e).hasMessageContaining(": ");
      return;
    }
    try {
      assertThat(reader.readAndWrite(written)).isEqualTo(written);
    } catch (MalformedMessage e) {
      throw new AssertionError("read once, refused after it was written again", e);
    }
  }
}
