package io.saksi.agent.vip;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/**
 * One virtual address: where clients connect to, and where on this node it goes.
 *
 * @param prefix of the network that it is in, in bits; all of them for an address without a network
 * @param interfaceName 1 to 15 characters
 */
public record VipAddress(InetAddress address, int prefix, String interfaceName) {
  public VipAddress {
    int bits = bits(address);
    require(prefix >= 1 && prefix <= bits, "the prefix of " + text(address) + " is 1 to " + bits);
    require(
        interfaceName.matches("[^\\s/@:,]{1,15}"),
        "'" + interfaceName + "' is no name of an interface");
    require(
        !address.isAnyLocalAddress()
            && !address.isMulticastAddress()
            && !address.isLoopbackAddress(),
        text(address) + " is not an address that a host can be reached at from others");
    require(
        !(address instanceof Inet6Address && address.isLinkLocalAddress()),
        text(address) + " is link-local: clients would have to name an interface of their own");
    require(
        address instanceof Inet6Address || prefix >= 31 || isHost(address, prefix),
        text(address) + " is the first or last address of its network, which no host may have");
  }

  /**
   * Reads {@code ADDRESS/PREFIX@INTERFACE}. Never asks a name server.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  public static VipAddress parse(String text) {
    int slash = text.indexOf('/');
    int at = text.indexOf('@');
    require(
        slash > 0 && at > slash,
        "'" + text + "' is not ADDRESS/PREFIX@INTERFACE, as in 10.0.0.100/24@eth0");
    try {
      return new VipAddress(
          InetAddress.ofLiteral(text.substring(0, slash)),
          Integer.parseInt(text.substring(slash + 1, at)),
          text.substring(at + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text.substring(slash + 1, at) + "' is no prefix length, as 24", e);
    }
  }

  /** Whether the other address is in the same network. */
  boolean isBeside(InetAddress other) {
    int bits = bits(address);
    return bits(other) == bits && network(address, prefix).equals(network(other, prefix));
  }

  boolean isIpv6() {
    return address instanceof Inet6Address;
  }

  /** Without prefix and interface. */
  public String text() {
    return text(address);
  }

  /** IPv6 as RFC 5952 has it: the longest run of zeros, the first of equals, becomes {@code ::}. */
  private static String text(InetAddress address) {
    String full = address.getHostAddress();
    if (!(address instanceof Inet6Address)) {
      return full;
    }
    List<String> parts = List.of(full.split(":"));
    int from = 0;
    int to = 0;
    for (int start = 0; start < parts.size(); start++) {
      int end = start;
      while (end < parts.size() && parts.get(end).equals("0")) {
        end++;
      }
      if (end - start > Math.max(1, to - from)) {
        from = start;
        to = end;
      }
    }
    return to == from
        ? full
        : String.join(":", parts.subList(0, from))
            + "::"
            + String.join(":", parts.subList(to, parts.size()));
  }

  private static int bits(InetAddress address) {
    return address.getAddress().length * 8;
  }

  private static BigInteger network(InetAddress address, int prefix) {
    return new BigInteger(1, address.getAddress()).shiftRight(bits(address) - prefix);
  }

  private static boolean isHost(InetAddress address, int prefix) {
    BigInteger most = BigInteger.ONE.shiftLeft(bits(address) - prefix).subtract(BigInteger.ONE);
    BigInteger host = new BigInteger(1, address.getAddress()).and(most);
    return host.signum() != 0 && !host.equals(most);
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException(problem);
    }
  }

  @Override
  public String toString() {
    return text() + "/" + prefix + "@" + interfaceName;
  }
}
