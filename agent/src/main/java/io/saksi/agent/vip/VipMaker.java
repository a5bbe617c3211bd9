package io.saksi.agent.vip;

import io.saksi.agent.guard.HeldAddresses;
import io.saksi.agent.node.Addresses;
import io.saksi.agent.node.Hands;
import io.saksi.agent.node.LeaseGuard;
import io.saksi.agent.node.Promises;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Puts virtual addresses between the agent and its hands and guard; a node without any goes without
 * all of this.
 */
public final class VipMaker {
  private final Optional<VipDesk> desk;

  private VipMaker(Optional<VipDesk> desk) {
    this.desk = desk;
  }

  /**
   * @throws VipException if they could not be held here, with the remedy
   */
  public static VipMaker start(
      NodeId self, VipConfig config, Path runDirectory, LeaseGuard guard, Supplier<Moment> clock)
      throws VipException {
    if (config.isEmpty()) {
      return new VipMaker(Optional.empty());
    }
    VipProvider provider =
        config
            .command()
            .<VipProvider>map(command -> new CommandProvider(command, config.commandTimeout()))
            .orElseGet(() -> new LinuxProvider(config.addresses()));
    VipDesk desk =
        new VipDesk(self, config, provider, guard, new HeldAddresses(runDirectory), clock);
    desk.start();
    return new VipMaker(Optional.of(desk));
  }

  public LeaseGuard guard(LeaseGuard guard) {
    return desk.<LeaseGuard>map(d -> new VipGuard(guard, d)).orElse(guard);
  }

  public Hands hands(Hands hands, Promises promises) {
    return desk.<Hands>map(d -> new VipHands(hands, d, promises)).orElse(hands);
  }

  public Addresses addresses() {
    return desk.<Addresses>map(d -> d).orElse(Addresses.NONE);
  }
}
