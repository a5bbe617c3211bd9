package io.saksi.agent.vip;

import io.saksi.agent.guard.HeldAddresses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A place for addresses that remembers what was done, and refuses where it is told to. */
final class FakeProvider implements VipProvider {
  private final Set<String> here = new TreeSet<>();
  private final List<String> deeds = new ArrayList<>();
  private Optional<String> refusal = Optional.empty();
  private Optional<String> answer = Optional.empty();

  /** From now on nothing can be changed. */
  synchronized void refuses(String why) {
    refusal = Optional.of(why);
  }

  synchronized void obeys() {
    refusal = Optional.empty();
  }

  /** A host with this link address answers each probe from now on. */
  synchronized void isHeldBy(String hardware) {
    answer = Optional.of(hardware);
  }

  synchronized void isHeldByNobody() {
    answer = Optional.empty();
  }

  synchronized boolean has(VipAddress vip) {
    return here.contains(vip.text());
  }

  /** {@code add}, {@code remove}, {@code probe} and {@code announce}, in order. */
  synchronized List<String> deeds() {
    return List.copyOf(deeds);
  }

  private void check() throws VipException {
    if (refusal.isPresent()) {
      throw new VipException(refusal.get());
    }
  }

  @Override
  public void require(VipAddress vip) {}

  @Override
  public synchronized boolean holds(VipAddress vip) {
    return has(vip);
  }

  @Override
  public synchronized void add(VipAddress vip, Duration lifetime) throws VipException {
    check();
    deeds.add("add " + lifetime.toSeconds());
    here.add(vip.text());
  }

  @Override
  public synchronized void remove(VipAddress vip) throws VipException {
    check();
    deeds.add("remove");
    here.remove(vip.text());
  }

  @Override
  public Link link(VipAddress vip, Consumer<String> stranger) {
    return new Link() {
      @Override
      public void probe() {
        Optional<String> by;
        synchronized (FakeProvider.this) {
          deeds.add("probe");
          by = answer;
        }
        by.ifPresent(stranger);
      }

      @Override
      public void announce() {
        synchronized (FakeProvider.this) {
          deeds.add("announce");
        }
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public boolean expires() {
    return true;
  }

  @Override
  public void abort() {}

  @Override
  public Set<String> hardware() {
    return Set.of("02:00:00:00:00:01");
  }

  @Override
  public HeldAddresses.Entry guarded(VipAddress vip) {
    return new HeldAddresses.Entry(
        1, vip.prefix(), vip.address(), vip.interfaceName(), Optional.empty());
  }
}
