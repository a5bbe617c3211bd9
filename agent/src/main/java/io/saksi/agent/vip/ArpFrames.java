package io.saksi.agent.vip;

import io.saksi.agent.os.PacketSocket;
import io.saksi.agent.os.PacketSocket.Step;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** IPv4 on Ethernet: ARP (RFC 826), as RFC 5227 uses it against duplicates. */
final class ArpFrames implements Frames {
  private static final int REQUEST = 1;
  private static final int REPLY = 2;
  private static final int SENDER_HARDWARE = 22;
  private static final int SENDER_ADDRESS = 28;
  private static final int TARGET_ADDRESS = 38;
  private static final int LENGTH = 42;
  private static final byte[] EVERYBODY = {-1, -1, -1, -1, -1, -1};
  private static final byte[] NOBODY = new byte[6];
  private static final byte[] NO_ADDRESS = new byte[4];

  private final byte[] address;
  private final byte[] hardware;

  ArpFrames(byte[] address, byte[] hardware) {
    this.address = address.clone();
    this.hardware = hardware.clone();
  }

  @Override
  public int protocol() {
    return PacketSocket.ARP;
  }

  @Override
  public List<Step> filter() {
    int word = ByteBuffer.wrap(address).getInt();
    return List.of(
        new Step(0x20, 0, 0, SENDER_ADDRESS), // load
        new Step(0x15, 2, 0, word), // equal: accept
        new Step(0x20, 0, 0, TARGET_ADDRESS),
        new Step(0x15, 0, 1, word), // unequal: drop
        new Step(0x06, 0, 0, 0xFFFF),
        new Step(0x06, 0, 0, 0));
  }

  /** An ARP probe: it fills nobody's cache with us (RFC 5227, section 2.1.1). */
  @Override
  public byte[] probe() {
    return frame(REQUEST, NO_ADDRESS, NOBODY);
  }

  /**
   * As request and as reply: there are hosts that learn from one of them only (RFC 5227, section 3,
   * speaks for the request).
   */
  @Override
  public List<byte[]> announcement() {
    return List.of(frame(REQUEST, address, NOBODY), frame(REPLY, address, EVERYBODY));
  }

  private byte[] frame(int operation, byte[] sender, byte[] targetHardware) {
    ByteBuffer frame = ByteBuffer.allocate(LENGTH);
    frame.put(EVERYBODY).put(hardware).putShort((short) protocol());
    frame.putShort((short) 1).putShort((short) 0x0800).put((byte) 6).put((byte) 4);
    frame.putShort((short) operation);
    frame.put(hardware).put(sender).put(targetHardware).put(address);
    return frame.array();
  }

  @Override
  public Optional<byte[]> claimant(byte[] frame) {
    if (frame.length < LENGTH) {
      return Optional.empty();
    }
    byte[] sender = Arrays.copyOfRange(frame, SENDER_HARDWARE, SENDER_ADDRESS);
    byte[] claims = Arrays.copyOfRange(frame, SENDER_ADDRESS, SENDER_ADDRESS + 4);
    byte[] asks = Arrays.copyOfRange(frame, TARGET_ADDRESS, LENGTH);
    boolean probes = Arrays.equals(claims, NO_ADDRESS) && Arrays.equals(asks, address);
    boolean foreign = !Arrays.equals(sender, hardware);
    return foreign && (probes || Arrays.equals(claims, address))
        ? Optional.of(sender)
        : Optional.empty();
  }
}
