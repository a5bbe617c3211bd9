package io.saksi.agent.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whole Ethernet frames of one protocol on one interface, packet(7). What is not asked for is
 * dropped in the kernel, so that a busy network costs nothing here. Needs CAP_NET_RAW.
 */
public final class PacketSocket implements AutoCloseable {
  public static final int ARP = 0x0806;
  public static final int IPV6 = 0x86dd;

  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int LARGEST_FRAME = 2048;
  private static final String NEEDS = "CAP_NET_RAW";

  /** A step of a filter, see {@code Documentation/networking/filter.rst} of the kernel. */
  public record Step(int code, int ifTrue, int ifFalse, int value) {}

  private final NativeSocket socket;

  private PacketSocket(NativeSocket socket) {
    this.socket = socket;
  }

  /**
   * @param protocol the EtherType
   * @throws OsException where the kernel refuses; the message names the missing capability
   */
  public static PacketSocket open(int interfaceIndex, int protocol, List<Step> filter) {
    // Protocol 0 until the filter is there: nothing else is to be in the queue.
    NativeSocket socket = NativeSocket.open(AF_PACKET, SOCK_RAW, 0, NEEDS);
    try {
      attach(socket, filter);
      ByteBuffer address = ByteBuffer.allocate(20).order(ByteOrder.nativeOrder());
      address.putShort((short) AF_PACKET);
      address.put((byte) (protocol >> 8)).put((byte) protocol);
      address.putInt(interfaceIndex);
      socket.bind(address.array());
      return new PacketSocket(socket);
    } catch (OsException e) {
      socket.close();
      throw e;
    }
  }

  private static void attach(NativeSocket socket, List<Step> filter) {
    try (Arena arena = Arena.ofConfined()) {
      ByteBuffer steps = ByteBuffer.allocate(8 * filter.size()).order(ByteOrder.nativeOrder());
      for (Step step : filter) {
        steps.putShort((short) step.code());
        steps.put((byte) step.ifTrue()).put((byte) step.ifFalse()).putInt(step.value());
      }
      MemorySegment program = arena.allocate(steps.capacity(), 8);
      MemorySegment.copy(steps.array(), 0, program, ValueLayout.JAVA_BYTE, 0, steps.capacity());
      ByteBuffer handle = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
      handle.putShort((short) filter.size()).putLong(8, program.address());
      int result = socket.option(SO_ATTACH_FILTER, handle.array());
      if (result < 0) {
        throw new OsException("cannot filter packets: errno " + -result);
      }
    }
  }

  /** Does not block: where the interface's queue is full, or it is down, the frame is lost. */
  public boolean send(byte[] frame) {
    return socket.send(frame) == frame.length;
  }

  /** Blocks a platform thread for the bound at most. */
  public Optional<byte[]> receive(Duration bound) {
    return socket.receive(LARGEST_FRAME, bound);
  }

  @Override
  public void close() {
    socket.close();
  }
}
