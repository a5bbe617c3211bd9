package io.saksi.agent.vip;

import io.saksi.agent.guard.HeldAddresses;
import io.saksi.core.view.VipFacts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is held here, written down where the guard finds it. The guard is told before an address is
 * added and after it has gone, so that it never misses one. Changed by one thread, read by any.
 */
final class VipLedger {
  private static final Logger LOG = LoggerFactory.getLogger(VipLedger.class);

  private final List<Vip> vips;
  private final VipProvider provider;
  private final HeldAddresses held;

  private volatile boolean holdsWrite;
  private volatile boolean holdsAny;

  VipLedger(List<Vip> vips, VipProvider provider, HeldAddresses held) {
    this.vips = vips;
    this.provider = provider;
    this.held = held;
  }

  boolean holdsWrite() {
    return holdsWrite;
  }

  /** Whether any address is here. */
  boolean holdsAny() {
    return holdsAny;
  }

  /** Before it is added: whoever closes from here on waits until it has gone again. */
  void taking(Vip taken) throws IOException, VipException {
    holdsAny = true;
    if (taken.role() == VipFacts.Role.WRITE) {
      holdsWrite = true;
      List<HeldAddresses.Entry> entries = new ArrayList<>();
      for (Vip vip : vips) {
        if (vip.role() == VipFacts.Role.WRITE && (vip.isHeld() || vip == taken)) {
          entries.add(provider.guarded(vip.address()));
        }
      }
      held.write(entries);
    }
  }

  /** After each change. An address that could not be removed is still held. */
  void note() {
    boolean write = false;
    boolean any = false;
    for (Vip vip : vips) {
      any |= vip.isHeld();
      write |= vip.isHeld() && vip.role() == VipFacts.Role.WRITE;
    }
    boolean gaveUp = holdsWrite && !write;
    holdsWrite = write;
    holdsAny = any;
    if (gaveUp) {
      try {
        held.write(List.of());
      } catch (IOException e) {
        LOG.warn("the guard's list of addresses: {}", e.getMessage());
      }
    }
  }
}
