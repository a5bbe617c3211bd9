package io.saksi.agent.vip;

import io.saksi.agent.guard.HeldAddresses;
import io.saksi.agent.os.Capabilities;
import io.saksi.agent.os.ClientSockets;
import io.saksi.agent.os.HostAddresses;
import io.saksi.agent.os.OsException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This node's kernel: addresses on its interfaces, with a lifetime. */
public final class LinuxProvider implements VipProvider {
  private static final Logger LOG = LoggerFactory.getLogger(LinuxProvider.class);

  private final List<VipAddress> all;

  public LinuxProvider(List<VipAddress> all) {
    this.all = List.copyOf(all);
  }

  @Override
  public void require(VipAddress vip) throws VipException {
    NetworkInterface on = interfaceOf(vip);
    requireCapability(Capabilities.NET_ADMIN, "CAP_NET_ADMIN", "add addresses");
    requireCapability(Capabilities.NET_RAW, "CAP_NET_RAW", "tell the neighbours of them");
    boolean alone = vip.prefix() == vip.address().getAddress().length * 8;
    List<HostAddresses.Present> own = new ArrayList<>();
    attempt(() ->
        own.addAll(
            HostAddresses.all().stream()
                .filter(a -> a.interfaceIndex() == on.getIndex())
                .filter(a -> !a.address().equals(vip.address()))
                .toList()));
    if (!alone && own.stream().noneMatch(a -> vip.isBeside(a.address()))) {
      throw new VipException(
          vip
              + ": "
              + vip.interfaceName()
              + " has no address of its own in that network; it has "
              + own.stream()
                  .map(a -> a.address().getHostAddress() + "/" + a.prefix())
                  .collect(Collectors.joining(", "))
              + ". Name the interface that has, or correct the prefix");
    }
  }

  private static void requireCapability(int capability, String name, String purpose)
      throws VipException {
    if (!Capabilities.has(capability)) {
      throw new VipException(
          name
              + " is missing: this user may not "
              + purpose
              + ". Start the guard with it, as systemd does with AmbientCapabilities=CAP_NET_ADMIN"
              + " CAP_NET_RAW, or: setpriv --inh-caps +net_admin,+net_raw --ambient-caps"
              + " +net_admin,+net_raw …");
    }
  }

  private static NetworkInterface interfaceOf(VipAddress vip) throws VipException {
    try {
      NetworkInterface found = NetworkInterface.getByName(vip.interfaceName());
      if (found != null) {
        return found;
      }
      throw new VipException(
          vip
              + ": there is no interface of that name here; there are "
              + NetworkInterface.networkInterfaces()
                  .map(NetworkInterface::getName)
                  .sorted()
                  .collect(Collectors.joining(", ")));
    } catch (SocketException e) {
      throw new VipException("the interfaces cannot be read: " + e.getMessage(), e);
    }
  }

  private static Optional<byte[]> hardwareOf(NetworkInterface on) throws VipException {
    try {
      return Optional.ofNullable(on.getHardwareAddress()).filter(h -> h.length == 6);
    } catch (SocketException e) {
      throw new VipException("the link address of " + on.getName() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public boolean holds(VipAddress vip) throws VipException {
    int index = interfaceOf(vip).getIndex();
    return attempt(
        () -> HostAddresses.all().stream().anyMatch(a -> isIt(a, vip, index) && a.usable()));
  }

  private static boolean isIt(HostAddresses.Present present, VipAddress vip, int index) {
    return present.interfaceIndex() == index && present.address().equals(vip.address());
  }

  @Override
  public void add(VipAddress vip, Duration lifetime) throws VipException {
    int index = interfaceOf(vip).getIndex();
    attempt(() -> {
      HostAddresses.put(index, vip.address(), vip.prefix(), lifetime);
      return true;
    });
  }

  /**
   * Connections are reset first, while there is an address to do it from: without that, a client
   * that waits for an answer would wait until its own keepalive gave up.
   */
  @Override
  public void remove(VipAddress vip) throws VipException {
    int index = interfaceOf(vip).getIndex();
    attempt(() -> {
      List<HostAddresses.Present> there =
          HostAddresses.all().stream().filter(a -> isIt(a, vip, index)).toList();
      if (!there.isEmpty()) {
        reset(vip);
      }
      there.forEach(a -> HostAddresses.remove(index, a.address(), a.prefix()));
      return true;
    });
  }

  private static void reset(VipAddress vip) {
    try {
      int reset = ClientSockets.reset(vip.address());
      if (reset > 0) {
        LOG.info("reset {} connections of {}", reset, vip);
      }
    } catch (OsException e) {
      // PostgreSQL has ended its sessions by now; this is for what else uses the address.
      LOG.debug("connections of {}: {}", vip, e.getMessage());
    }
  }

  private interface Attempt {
    boolean make();
  }

  private static boolean attempt(Attempt attempt) throws VipException {
    try {
      return attempt.make();
    } catch (OsException e) {
      throw new VipException(e.getMessage(), e);
    }
  }

  @Override
  public Link link(VipAddress vip, Consumer<String> stranger) throws VipException {
    NetworkInterface on = interfaceOf(vip);
    return LinuxLink.open(vip, on, hardwareOf(on), stranger);
  }

  @Override
  public boolean expires() {
    return true;
  }

  @Override
  public void abort() {}

  @Override
  public Set<String> hardware() {
    Set<String> found = new TreeSet<>();
    for (VipAddress vip : all) {
      try {
        hardwareOf(interfaceOf(vip)).map(LinuxLink::text).ifPresent(found::add);
      } catch (VipException e) {
        LOG.debug("{}", e.getMessage());
      }
    }
    return found;
  }

  @Override
  public HeldAddresses.Entry guarded(VipAddress vip) throws VipException {
    return new HeldAddresses.Entry(
        interfaceOf(vip).getIndex(),
        vip.prefix(),
        vip.address(),
        vip.interfaceName(),
        Optional.empty());
  }
}
