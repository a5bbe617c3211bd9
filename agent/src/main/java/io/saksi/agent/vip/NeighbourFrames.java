package io.saksi.agent.vip;

import io.saksi.agent.os.PacketSocket;
import io.saksi.agent.os.PacketSocket.Step;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** IPv6 on Ethernet: neighbour discovery (RFC 4861), with the probe of RFC 4862, section 5.4. */
final class NeighbourFrames implements Frames {
  private static final int SOLICITATION = 135;
  private static final int ADVERTISEMENT = 136;
  private static final int ICMPV6 = 58;
  private static final int OVERRIDE = 0x2000_0000;
  private static final int IP = 14;
  private static final int NEXT_HEADER = IP + 6;
  private static final int MESSAGE = IP + 40;
  private static final int TARGET = MESSAGE + 8;
  private static final int SENDER_HARDWARE = 6;
  private static final byte[] NO_ADDRESS = new byte[16];

  private final byte[] address;
  private final byte[] hardware;

  NeighbourFrames(byte[] address, byte[] hardware) {
    this.address = address.clone();
    this.hardware = hardware.clone();
  }

  @Override
  public int protocol() {
    return PacketSocket.IPV6;
  }

  /** All of IPv6 comes past this socket: only advertisements of the address get in. */
  @Override
  public List<Step> filter() {
    ByteBuffer words = ByteBuffer.wrap(address);
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(0x30, 0, 0, NEXT_HEADER)); // load a byte
    steps.add(new Step(0x15, 0, 11, ICMPV6)); // unequal: drop
    steps.add(new Step(0x30, 0, 0, MESSAGE));
    steps.add(new Step(0x15, 0, 9, ADVERTISEMENT));
    for (int i = 0; i < 4; i++) {
      steps.add(new Step(0x20, 0, 0, TARGET + 4 * i)); // load a word
      steps.add(new Step(0x15, 0, 7 - 2 * i, words.getInt()));
    }
    steps.add(new Step(0x06, 0, 0, 0xFFFF));
    steps.add(new Step(0x06, 0, 0, 0));
    return steps;
  }

  @Override
  public byte[] probe() {
    byte[] group = {
      (byte) 0xFF,
      2,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      1,
      (byte) 0xFF,
      address[13],
      address[14],
      address[15]
    };
    byte[] message =
        ByteBuffer.allocate(24)
            .put((byte) SOLICITATION)
            .putShort(8, (short) 0)
            .put(8, address)
            .array();
    return frame(NO_ADDRESS, group, message);
  }

  @Override
  public List<byte[]> announcement() {
    byte[] allNodes = {(byte) 0xFF, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    ByteBuffer message = ByteBuffer.allocate(32).put((byte) ADVERTISEMENT);
    message.putInt(4, OVERRIDE).put(8, address);
    message.put(24, (byte) 2).put(25, (byte) 1).put(26, hardware); // target link-layer address
    return List.of(frame(address, allNodes, message.array()));
  }

  private byte[] frame(byte[] source, byte[] destination, byte[] message) {
    ByteBuffer frame = ByteBuffer.allocate(MESSAGE + message.length);
    frame.put((byte) 0x33).put((byte) 0x33).put(destination, 12, 4); // RFC 2464, section 7
    frame.put(hardware).putShort((short) protocol());
    frame.putInt(6 << 28).putShort((short) message.length);
    frame.put((byte) ICMPV6).put((byte) 255); // what crossed a router is not believed
    frame.put(source).put(destination).put(message);
    frame.putShort(MESSAGE + 2, checksum(source, destination, message));
    return frame.array();
  }

  /** RFC 4443, section 2.3. */
  private static short checksum(byte[] source, byte[] destination, byte[] message) {
    ByteBuffer pseudo = ByteBuffer.allocate(40 + message.length);
    pseudo.put(source).put(destination).putInt(message.length).putInt(ICMPV6).put(message).flip();
    long sum = 0;
    while (pseudo.remaining() >= 2) {
      sum += pseudo.getShort() & 0xFFFF;
    }
    while (sum >> 16 != 0) {
      sum = (sum & 0xFFFF) + (sum >> 16);
    }
    return (short) ~sum;
  }

  @Override
  public Optional<byte[]> claimant(byte[] frame) {
    boolean advertises =
        frame.length >= TARGET + 16
            && frame[NEXT_HEADER] == ICMPV6
            && (frame[MESSAGE] & 0xFF) == ADVERTISEMENT
            && Arrays.equals(Arrays.copyOfRange(frame, TARGET, TARGET + 16), address);
    byte[] sender =
        advertises ? Arrays.copyOfRange(frame, SENDER_HARDWARE, SENDER_HARDWARE + 6) : hardware;
    return Arrays.equals(sender, hardware) ? Optional.empty() : Optional.of(sender);
  }
}
