package io.saksi.agent.vip;

import io.saksi.core.model.Moment;
import io.saksi.core.view.VipFacts;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One address of this node, and what has become of it. Confined to the desk's thread. */
final class Vip {
  private static final Logger LOG = LoggerFactory.getLogger(Vip.class);

  /** What holds it is asked whether it still does. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private static final Duration RETRY = Duration.ofMillis(500);

  private final VipAddress address;
  private final VipFacts.Role role;
  private final String group;
  private final VipProvider provider;
  private final Consumer<Claim> claims;
  private final Probe probe = new Probe();
  private Optional<VipProvider.Link> link = Optional.empty();
  private Optional<Defence> defence = Optional.empty();
  private Optional<VipFacts.Trouble> trouble = Optional.empty();
  private Optional<Moment> lookedAt = Optional.empty();
  private Optional<Moment> failedAt = Optional.empty();
  private boolean held;

  /** Another host says that it has the address; told from another thread. */
  record Claim(Vip vip, String hardware) {}

  Vip(
      VipAddress address,
      VipFacts.Role role,
      String group,
      VipProvider provider,
      Consumer<Claim> claims) {
    this.address = address;
    this.role = role;
    this.group = group;
    this.provider = provider;
    this.claims = claims;
  }

  VipAddress address() {
    return address;
  }

  VipFacts.Role role() {
    return role;
  }

  String group() {
    return group;
  }

  boolean isHeld() {
    return held;
  }

  /** An agent that starts finds what the last one held. */
  void adopt(Moment now) throws VipException {
    held = provider.holds(address);
    if (held) {
      LOG.info("{} is here already", address);
      defence = Optional.of(new Defence(now));
    }
  }

  /** It will be held soon: asks who else has it. */
  void prepare(Moment now) throws VipException {
    if (!held && isTime(now)) {
      probe.goOn(now);
      if (probe.isDue(now)) {
        link().probe();
        probe.sent(now);
      }
    }
  }

  private VipProvider.Link link() throws VipException {
    if (link.isEmpty()) {
      link =
          Optional.of(provider.link(address, hardware -> claims.accept(new Claim(this, hardware))));
    }
    return link.get();
  }

  /**
   * What a take needs from outside.
   *
   * @param members link addresses of the cluster's nodes
   * @param may looked at once more at the moment when the address is added
   * @param before done just before it is added
   */
  record Taking(Set<String> members, BooleanSupplier may, Before before) {}

  /** Tells the guard. */
  interface Before {
    void add(Vip vip) throws IOException, VipException;
  }

  /** Adds it once nobody else is known to have it. */
  void take(Moment now, Duration lifetime, Taking taking) throws VipException, IOException {
    prepare(now);
    if (!isTime(now) || !probe.hasVerdict(now)) {
      return;
    }
    Optional<String> stranger = probe.stranger(taking.members(), now);
    if (stranger.isPresent()) {
      conflict(
          "the host with link address "
              + stranger.get()
              + " answers for it and is no member of this cluster: it is not taken until nobody"
              + " answers");
      return;
    }
    taking.before().add(this);
    if (!taking.may().getAsBoolean()) {
      return;
    }
    held = true;
    provider.add(address, lifetime);
    lookedAt = Optional.of(now);
    trouble = Optional.empty();
    failedAt = Optional.empty();
    defence = Optional.of(new Defence(now));
    LOG.info("took {}", address);
    announceIfDue(now);
  }

  private boolean isTime(Moment now) {
    return failedAt.map(at -> now.since(at).compareTo(RETRY) >= 0).orElse(true);
  }

  /** Looks whether somebody has removed it; {@link #take} is told by {@link #isHeld}. */
  void keep(Moment now) throws VipException {
    boolean look = lookedAt.map(at -> now.since(at).compareTo(LOOK_AGAIN) >= 0).orElse(true);
    if (look) {
      lookedAt = Optional.of(now);
      if (!provider.holds(address)) {
        LOG.warn("{} has gone from here, and not by us", address);
        lost();
        return;
      }
    }
    announceIfDue(now);
  }

  void renew(Duration lifetime) throws VipException {
    provider.add(address, lifetime);
  }

  private void announceIfDue(Moment now) throws VipException {
    if (defence.isPresent()) {
      trouble = defence.get().recentClaim(now).map(Vip::claimed);
      if (defence.get().announceNow(now)) {
        link().announce();
      }
    }
  }

  private static VipFacts.Trouble claimed(Defence.Claim claim) {
    return new VipFacts.Trouble(
        VipFacts.Trouble.Kind.CONFLICT,
        "the host with link address " + claim.hardware() + " claims it too: it is defended");
  }

  /** Another host claims it. */
  void claimed(String hardware, boolean member, Moment now) throws VipException {
    if (defence.isPresent()) {
      LOG.warn("{} is claimed by {}", address, hardware);
      defence.get().claimed(hardware, member, now);
      announceIfDue(now);
    } else {
      probe.answered(hardware);
    }
  }

  /** Not held, and not soon. */
  void drop() throws VipException {
    if (!held && link.isEmpty() && trouble.isEmpty()) {
      return;
    }
    if (held) {
      defence = Optional.empty();
      provider.remove(address);
      LOG.info("gave up {}", address);
    }
    lost();
    rest();
  }

  private void lost() {
    held = false;
    defence = Optional.empty();
    probe.forget();
  }

  private void rest() {
    link.ifPresent(VipProvider.Link::close);
    link = Optional.empty();
    trouble = Optional.empty();
    failedAt = Optional.empty();
  }

  private void conflict(String what) {
    if (trouble.isEmpty()) {
      LOG.error("{}: {}", address, what);
    }
    trouble = Optional.of(new VipFacts.Trouble(VipFacts.Trouble.Kind.CONFLICT, what));
  }

  void failed(String what, Moment now) {
    VipFacts.Trouble fresh = new VipFacts.Trouble(VipFacts.Trouble.Kind.FAILED, what);
    if (!trouble.equals(Optional.of(fresh))) {
      LOG.error("{}: {}", address, what);
    }
    trouble = Optional.of(fresh);
    failedAt = Optional.of(now);
  }

  VipFacts.Address facts() {
    return new VipFacts.Address(address.text(), role, group, held, trouble);
  }
}
