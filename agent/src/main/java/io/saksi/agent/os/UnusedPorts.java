package io.saksi.agent.os;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers that are started in a moment: a rehearsal's, a test's.
 *
 * <p>A port that the kernel picks (0) may be picked again for the next server, or as the source of
 * a connection, before the first one is bound. These lie below the range that the kernel picks from
 * (32768 and up, net.ipv4.ip_local_port_range), and this process is given none of them twice.
 */
public final class UnusedPorts {
  private static final int FIRST = 10_000;
  private static final int COUNT = 22_000;
  private static final int APART = 211;

  private static final AtomicInteger NEXT =
      new AtomicInteger((int) (ProcessHandle.current().pid() * APART % COUNT));

  private UnusedPorts() {}

  /**
   * @param host an address of this machine
   * @return a port at which nobody listens on that address just now
   * @throws IOException the host is no address of this machine, or every port is taken
   */
  public static int next(String host) throws IOException {
    InetAddress address = InetAddress.getByName(host);
    for (int tries = 1; ; tries++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      try (ServerSocket socket = new ServerSocket(port, 1, address)) {
        return socket.getLocalPort();
      } catch (BindException e) {
        if (tries == COUNT) {
          throw e;
        }
      }
    }
  }
}
