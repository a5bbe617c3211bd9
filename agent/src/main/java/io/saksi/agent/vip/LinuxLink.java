package io.saksi.agent.vip;

import io.saksi.agent.os.OsException;
import io.saksi.agent.os.PacketSocket;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An Ethernet, by whole frames. A thread of its own listens until it is closed. */
final class LinuxLink implements VipProvider.Link {
  private static final Logger LOG = LoggerFactory.getLogger(LinuxLink.class);
  private static final Duration LISTEN = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final VipAddress vip;
  private final Frames frames;
  private final PacketSocket socket;
  private final Consumer<String> stranger;
  private volatile boolean closed;

  private LinuxLink(VipAddress vip, Frames frames, PacketSocket socket, Consumer<String> stranger) {
    this.vip = vip;
    this.frames = frames;
    this.socket = socket;
    this.stranger = stranger;
  }

  /** A link without hardware addresses (the loopback interface, a tunnel) has no neighbours. */
  static VipProvider.Link open(
      VipAddress vip, NetworkInterface on, Optional<byte[]> hardware, Consumer<String> stranger)
      throws VipException {
    if (hardware.isEmpty()) {
      return new Nobody();
    }
    Frames frames = Frames.of(vip, hardware.get());
    try {
      PacketSocket socket = PacketSocket.open(on.getIndex(), frames.protocol(), frames.filter());
      LinuxLink link = new LinuxLink(vip, frames, socket, stranger);
      Thread.ofPlatform().daemon().name("saksi-vip-" + vip.text()).start(link::listen);
      return link;
    } catch (OsException e) {
      throw new VipException(
          "the neighbours of " + vip + " cannot be asked or told: " + e.getMessage(), e);
    }
  }

  private void listen() {
    try (socket) {
      while (!closed) {
        hear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void hear() throws InterruptedException {
    try {
      socket
          .receive(LISTEN)
          .flatMap(frames::claimant)
          .ifPresent(sender -> stranger.accept(text(sender)));
    } catch (OsException e) {
      // The interface is down, say: it may come back.
      LOG.debug("listening for {}: {}", vip, e.getMessage());
      Thread.sleep(PAUSE);
    }
  }

  static String text(byte[] hardware) {
    return HexFormat.ofDelimiter(":").formatHex(hardware);
  }

  @Override
  public void probe() throws VipException {
    send(frames.probe());
  }

  @Override
  public void announce() throws VipException {
    for (byte[] frame : frames.announcement()) {
      send(frame);
    }
  }

  private void send(byte[] frame) throws VipException {
    if (!closed && !socket.send(frame)) {
      throw new VipException(
          "nothing can be sent on " + vip.interfaceName() + ": is the interface up?");
    }
  }

  /** The listening thread closes the socket: nobody else's number may be read by it. */
  @Override
  public void close() {
    closed = true;
  }

  private static final class Nobody implements VipProvider.Link {
    @Override
    public void probe() {}

    @Override
    public void announce() {}

    @Override
    public void close() {}
  }
}
