package io.saksi.agent.os;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Ends TCP connections of an address from the side of the kernel, with a reset to the other end,
 * sock_diag(7). Whoever is connected learns at once that it is over, while the address is still
 * there to tell it from.
 */
public final class ClientSockets {
  private static final int BY_FAMILY = 20;
  private static final int DESTROY = 21;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int TCP = 6;
  private static final int ID = 48;
  private static final int SOURCE = 4;

  /** All states but TIME_WAIT, CLOSE and LISTEN. */
  private static final int CONNECTED = 0xFFF & ~(1 << 6 | 1 << 7 | 1 << 10);

  private ClientSockets() {}

  /**
   * Resets every connection of this local address. Needs CAP_NET_ADMIN and a kernel with {@code
   * CONFIG_INET_DIAG_DESTROY}.
   *
   * @return how many; 0 also where the kernel cannot do it
   * @throws OsException where the kernel refuses to be asked
   */
  public static int reset(InetAddress local) {
    byte[] raw = local.getAddress();
    return raw.length == 4
        ? reset(AF_INET, raw) + reset(AF_INET6, mapped(raw))
        : reset(AF_INET6, raw);
  }

  /** How a server that listens for both families sees an IPv4 address (RFC 4291, 2.5.5.2). */
  private static byte[] mapped(byte[] raw) {
    byte[] address = new byte[16];
    address[10] = -1;
    address[11] = -1;
    System.arraycopy(raw, 0, address, 12, raw.length);
    return address;
  }

  private static int reset(int family, byte[] raw) {
    int reset = 0;
    for (Netlink.Message message :
        Netlink.dump(Netlink.SOCK_DIAG, BY_FAMILY, request(family, new byte[ID]))) {
      ByteBuffer body = message.body();
      if (message.type() == BY_FAMILY && body.limit() >= 4 + ID) {
        byte[] id = new byte[ID];
        body.get(4, id);
        boolean ours = Arrays.equals(raw, Arrays.copyOfRange(id, SOURCE, SOURCE + raw.length));
        if (ours && Netlink.order(Netlink.SOCK_DIAG, DESTROY, 0, request(family, id)) == 0) {
          reset++;
        }
      }
    }
    return reset;
  }

  private static byte[] request(int family, byte[] id) {
    ByteBuffer body = Netlink.allocate(8 + ID);
    body.put((byte) family).put((byte) TCP).put((byte) 0).put((byte) 0).putInt(CONNECTED).put(id);
    return Netlink.bytes(body);
  }
}
