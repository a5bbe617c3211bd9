package io.saksi.agent.vip;

import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Puts addresses where they belong. Everything may block, within bounds of its own, and is called
 * by one thread; only {@link #abort} comes from others.
 */
public interface VipProvider {
  /**
   * Looks, before the node takes part in anything, whether this address could be held here.
   *
   * @throws VipException with the remedy
   */
  void require(VipAddress vip) throws VipException;

  /** Whether the address is on this node now, usable. */
  boolean holds(VipAddress vip) throws VipException;

  /**
   * Adds it, or renews it. Doing it again changes nothing else.
   *
   * @param lifetime after which it is gone by itself, where {@link #expires}; whole seconds
   */
  void add(VipAddress vip, Duration lifetime) throws VipException;

  /** Resets what clients are connected to at it, and takes it away. Fine where it is not there. */
  void remove(VipAddress vip) throws VipException;

  /**
   * The neighbourhood of an address.
   *
   * @param stranger called, from another thread, with the link address of another host that says it
   *     has the address
   */
  Link link(VipAddress vip, Consumer<String> stranger) throws VipException;

  /** Whether addresses have a lifetime of their own here. */
  boolean expires();

  /** Ends an {@link #add} that is under way: its time is over. */
  void abort();

  /** The link addresses of this node's interfaces for these addresses. */
  Set<String> hardware();

  /** What the guard needs to take this address away without the agent. */
  io.saksi.agent.guard.HeldAddresses.Entry guarded(VipAddress vip) throws VipException;

  /** The other hosts that can be reached without a router. */
  interface Link extends AutoCloseable {
    /** Asks whether anybody has the address. Does not wait for an answer. */
    void probe() throws VipException;

    /** Tells everybody that it is here. */
    void announce() throws VipException;

    @Override
    void close();
  }
}
