package io.saksi.raft;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** Whether a port can be had. */
public final class Ports {
  private Ports() {}

  /**
   * Checks that this process could listen there, by doing so for a moment. It resolves the host's
   * name, which may block for the resolver's timeout.
   *
   * @param port 1 to 65535
   * @param setting what the operator calls it, for the message
   * @throws RaftStartException if it can't, with the remedy
   */
  public static void requireFree(String host, int port, String setting) throws RaftStartException {
    String where = host + " port " + port;
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(host))) {
      socket.getLocalPort();
    } catch (UnknownHostException e) {
      throw new RaftStartException(
          "the host name '" + host + "' is unknown here", "correct the " + setting, e);
    } catch (BindException e) {
      boolean inUse = String.valueOf(e.getMessage()).contains("in use");
      throw new RaftStartException(
          inUse ? where + " is already in use" : "can't listen at " + where + ": " + e.getMessage(),
          inUse
              ? "stop what listens there (`ss -ltnp 'sport = :"
                  + port
                  + "'`) or change the "
                  + setting
              : "choose a " + setting + " that this machine has",
          e);
    } catch (IOException e) {
      throw new RaftStartException(
          "can't listen at " + where + ": " + e.getMessage(), "correct the " + setting, e);
    }
  }
}
