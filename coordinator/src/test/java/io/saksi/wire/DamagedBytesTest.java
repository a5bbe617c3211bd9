package io.saksi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.NodeReport;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

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

  @Property(tries = 30)
  void aStateCutShortAnywhereIsRefused(@ForAll("states") ClusterState state) {
    everyCutIsRefused(StateCodec.toBytes(state), READERS.get(0));
  }

  @Property(tries = 100)
  void anEntryCutShortAnywhereIsRefused(@ForAll("entries") LogEntry entry) {
    everyCutIsRefused(entry.toBytes(), READERS.get(1));
  }

  private static void everyCutIsRefused(byte[] bytes, Reader reader) {
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> reader.readAndWrite(cut))
          .as("%d of %d bytes", length, bytes.length)
          .isInstanceOf(MalformedMessage.class);
    }
  }

  @Property
  void garbageIsRefusedOrMeansSomething(@ForAll @Size(max = 300) byte[] garbage) {
    READERS.forEach(reader -> meansSomethingOrIsRefused(garbage, reader));
  }

  @Property(tries = 500)
  void aStateWithFlippedBytesIsRefusedOrMeansSomething(
      @ForAll("states") ClusterState state, @ForAll @Size(min = 1, max = 4) List<Integer> where) {
    meansSomethingOrIsRefused(flipped(StateCodec.toBytes(state), where), READERS.get(0));
  }

  @Property
  void anEntryWithFlippedBytesIsRefusedOrMeansSomething(
      @ForAll("entries") LogEntry entry, @ForAll @Size(min = 1, max = 4) List<Integer> where) {
    meansSomethingOrIsRefused(flipped(entry.toBytes(), where), READERS.get(1));
  }

  @Property
  void aReportWithFlippedBytesIsRefusedOrMeansSomething(
      @ForAll("reports") NodeReport report, @ForAll @Size(min = 1, max = 4) List<Integer> where) {
    byte[] bytes = ReportCodec.encode(report).toByteArray();
    meansSomethingOrIsRefused(flipped(bytes, where), READERS.get(3));
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

  @Provide
  Arbitrary<ClusterState> states() {
    return AnyCore.states();
  }

  @Provide
  Arbitrary<LogEntry> entries() {
    return AnyCore.any(LogEntry.class);
  }

  @Provide
  Arbitrary<NodeReport> reports() {
    return AnyCore.any(NodeReport.class);
  }
}
