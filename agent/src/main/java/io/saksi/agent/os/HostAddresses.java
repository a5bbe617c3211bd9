package io.saksi.agent.os;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The addresses of this host's interfaces, by rtnetlink(7): no program is started for it and no
 * file read, so that it works where the disk hangs. Changes need CAP_NET_ADMIN.
 */
public final class HostAddresses {
  private static final int NEW_ADDRESS = 20;
  private static final int DELETE_ADDRESS = 21;
  private static final int GET_ADDRESS = 22;
  private static final int REPLACE = 0x100;
  private static final int CREATE = 0x400;

  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;
  private static final int IFA_CACHEINFO = 6;
  private static final int IFA_FLAGS = 8;

  private static final int NO_DAD = 0x02;
  private static final int DAD_FAILED = 0x08;
  private static final int TENTATIVE = 0x40;
  private static final int PERMANENT = 0x80;

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int HEADER = 8;
  private static final String NEEDS = "CAP_NET_ADMIN";

  private HostAddresses() {}

  /**
   * An address that is there.
   *
   * @param validFor the rest of its lifetime, whole seconds; empty if it has no end
   * @param usable neither being looked at for duplicates nor found to be one (IPv6)
   */
  public record Present(
      int interfaceIndex,
      InetAddress address,
      int prefix,
      Optional<Duration> validFor,
      boolean usable) {}

  public static List<Present> all() {
    List<Present> found = new ArrayList<>();
    for (Netlink.Message message : Netlink.dump(Netlink.ROUTE, GET_ADDRESS, new byte[HEADER + 8])) {
      if (message.type() == NEW_ADDRESS) {
        parse(message.body()).ifPresent(found::add);
      }
    }
    return found;
  }

  /**
   * Adds it, or gives what is there another lifetime. An IPv6 address is usable at once: whoever
   * calls has looked for duplicates. It is never the source of connections that others open by
   * themselves (deprecated from the beginning, RFC 6724 rule 3): they would break when it moves.
   *
   * @param validFor whole seconds, at least one; the kernel may take up to a second longer
   * @throws OsException where the kernel refuses; the message names the missing capability
   */
  public static void put(int interfaceIndex, InetAddress address, int prefix, Duration validFor) {
    byte[] raw = address.getAddress();
    ByteBuffer body = Netlink.allocate(HEADER + 2 * (4 + raw.length) + 20 + 8);
    header(body, raw, prefix, interfaceIndex);
    attribute(body, IFA_LOCAL, raw);
    attribute(body, IFA_ADDRESS, raw);
    ByteBuffer times = Netlink.allocate(16);
    times.putInt(0).putInt((int) Math.max(1, validFor.toSeconds()));
    attribute(body, IFA_CACHEINFO, Netlink.bytes(times));
    attribute(body, IFA_FLAGS, Netlink.bytes(Netlink.allocate(4).putInt(NO_DAD)));
    int result = Netlink.order(Netlink.ROUTE, NEW_ADDRESS, CREATE | REPLACE, Netlink.bytes(body));
    if (result < 0) {
      throw NativeSocket.refused("cannot add " + address.getHostAddress(), result, NEEDS);
    }
  }

  /**
   * Takes it away.
   *
   * @return whether it was there
   * @throws OsException where the kernel refuses; the message names the missing capability
   */
  public static boolean remove(int interfaceIndex, InetAddress address, int prefix) {
    byte[] raw = address.getAddress();
    ByteBuffer body = Netlink.allocate(HEADER + 2 * (4 + raw.length));
    header(body, raw, prefix, interfaceIndex);
    attribute(body, IFA_LOCAL, raw);
    attribute(body, IFA_ADDRESS, raw);
    int result = Netlink.order(Netlink.ROUTE, DELETE_ADDRESS, 0, Netlink.bytes(body));
    if (result < 0 && result != -Libc.EADDRNOTAVAIL) {
      throw NativeSocket.refused("cannot remove " + address.getHostAddress(), result, NEEDS);
    }
    return result == 0;
  }

  private static void header(ByteBuffer body, byte[] raw, int prefix, int interfaceIndex) {
    body.put((byte) (raw.length == 4 ? AF_INET : AF_INET6)).put((byte) prefix);
    body.put((byte) 0).put((byte) 0).putInt(interfaceIndex);
  }

  private static void attribute(ByteBuffer body, int type, byte[] value) {
    body.putShort((short) (4 + value.length)).putShort((short) type).put(value);
  }

  /** Empty where it is no address. */
  static Optional<Present> parse(ByteBuffer body) {
    if (body.limit() < HEADER) {
      return Optional.empty();
    }
    int prefix = body.get(1) & 0xFF;
    int flags = body.get(2) & 0xFF;
    int index = body.getInt(4);
    byte[] address = null;
    boolean local = false;
    long valid = 0xFFFF_FFFFL;
    int at = HEADER;
    while (at + 4 <= body.limit()) {
      int length = body.getShort(at) & 0xFFFF;
      if (length < 4 || at + length > body.limit()) {
        break;
      }
      byte[] value = new byte[length - 4];
      body.get(at + 4, value);
      switch (body.getShort(at + 2)) {
        case IFA_LOCAL -> {
          address = value;
          local = true;
        }
        case IFA_ADDRESS -> address = local ? address : value;
        case IFA_CACHEINFO -> valid = number(body, at + 8, length - 8, valid);
        case IFA_FLAGS -> flags = (int) number(body, at + 4, length - 4, flags);
        default -> {} // of no interest here
      }
      at += Netlink.aligned(length);
    }
    return address == null ? Optional.empty() : present(index, address, prefix, flags, valid);
  }

  /** Unsigned; {@code otherwise} where the attribute is too short for it. */
  private static long number(ByteBuffer body, int at, int left, long otherwise) {
    return left < Integer.BYTES ? otherwise : body.getInt(at) & 0xFFFF_FFFFL;
  }

  private static Optional<Present> present(
      int index, byte[] address, int prefix, int flags, long valid) {
    boolean forEver = (flags & PERMANENT) != 0 || valid == 0xFFFF_FFFFL;
    try {
      return Optional.of(
          new Present(
              index,
              InetAddress.getByAddress(Arrays.copyOf(address, address.length)),
              prefix,
              forEver ? Optional.empty() : Optional.of(Duration.ofSeconds(valid)),
              (flags & (TENTATIVE | DAD_FAILED)) == 0));
    } catch (UnknownHostException e) {
      return Optional.empty(); // neither 4 nor 16 bytes
    }
  }
}
