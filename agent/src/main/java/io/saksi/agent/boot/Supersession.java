package io.saksi.agent.boot;

import io.grpc.StatusRuntimeException;
import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.disaster.Begun;
import io.saksi.agent.disaster.KnownAgents;
import io.saksi.agent.disaster.Superseded;
import io.saksi.agent.peer.Channels;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Member;
import io.saksi.core.state.ClusterState;
import io.saksi.proto.v1.DiscoverReply;
import io.saksi.proto.v1.DiscoverRequest;
import io.saksi.raft.RaftConfig;
import io.saksi.raft.RaftNode;
import io.saksi.raft.RaftStartException;
import io.saksi.wire.MalformedMessage;
import io.saksi.wire.MemberCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out that this node's Raft group was given up in a recovery from disaster, and that the
 * group of others was. A majority of a group that was given up could elect a leader and a primary
 * by itself: so who comes back asks everybody it knew before its peer votes, who is out of touch
 * with a member goes on asking it, and the new generation asks at the addresses of those that it
 * lost, who learn from the question. Whoever cannot be reached by any of this cannot be told; for
 * him the operator vouched.
 */
final class Supersession {
  private static final Logger LOG = LoggerFactory.getLogger(Supersession.class);
  private static final Duration PERIOD = Duration.ofSeconds(2);
  private static final Duration ASK_BOUND = Duration.ofSeconds(1);

  private final AgentConfig config;
  private final Channels channels;
  private final UUID group;
  private final Supplier<Optional<ClusterState>> state;
  private final Supplier<List<Member>> unheard;
  private final Consumer<Superseded> end;
  private final AtomicBoolean ended = new AtomicBoolean();

  /**
   * @param unheard the members that this node is not in touch with now
   * @param end is given the news once, when it is on disk; may block
   */
  Supersession(
      AgentConfig config,
      Channels channels,
      UUID group,
      Supplier<Optional<ClusterState>> state,
      Supplier<List<Member>> unheard,
      Consumer<Superseded> end) {
    this.config = config;
    this.channels = channels;
    this.group = group;
    this.state = state;
    this.unheard = unheard;
    this.end = end;
  }

  /** Before anything is started: what was told earlier still holds. */
  static void requireNone(AgentConfig config) throws BootException, IOException {
    Optional<String> refusal = Begun.refusal(config.home());
    if (refusal.isPresent()) {
      throw new BootException(refusal.get());
    }
    Optional<Superseded> told = Superseded.read(config.home());
    if (told.isPresent()) {
      throw new BootException(told.get().message());
    }
  }

  /**
   * Before the Raft peer starts: asks everybody who was a member when this node ran last, at once.
   * Blocks for a second at most; an agent that goes on with a lease is not kept waiting by this.
   */
  static void ask(AgentConfig config, RaftConfig raft, Channels channels)
      throws BootException, IOException, RaftStartException, InterruptedException {
    Optional<UUID> group = RaftNode.groupOf(raft);
    if (group.isEmpty()) {
      return;
    }
    List<Thread> askers = new ArrayList<>();
    var found = new AtomicReference<Superseded>();
    for (Endpoint agent : KnownAgents.read(config.home())) {
      askers.add(
          Thread.ofVirtual()
              .name("saksi-supersession")
              .start(() ->
                  discover(channels, agent, DiscoverRequest.getDefaultInstance())
                      .flatMap(reply -> superseding(group.get(), reply, agent))
                      .ifPresent(found::set)));
    }
    for (Thread asker : askers) {
      var _ = asker.join(ASK_BOUND);
    }
    if (found.get() != null) {
      found.get().write(config.home());
      throw new BootException(found.get().message());
    }
  }

  /** Until this is superseded or the process ends. */
  void watch() {
    Thread.ofVirtual()
        .name("saksi-supersession")
        .start(() -> {
          try {
            while (!ended.get()) {
              TimeUnit.NANOSECONDS.sleep(PERIOD.toNanos());
              look();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void look() {
    DiscoverRequest self = introduction();
    for (Endpoint agent : toAsk()) {
      discover(channels, agent, self)
          .flatMap(reply -> superseding(group, reply, agent))
          .ifPresent(this::superseded);
    }
  }

  private Set<Endpoint> toAsk() {
    Set<Endpoint> agents = new LinkedHashSet<>();
    unheard.get().forEach(member -> agents.add(member.agent()));
    state
        .get()
        .ifPresent(known -> {
          known.cluster().former().forEach(former -> agents.addAll(former.lost()));
          // Who rejoined at its old address is a member again.
          known.members().values().stream()
              .filter(member -> !unheard.get().contains(member))
              .forEach(member -> agents.remove(member.agent()));
        });
    agents.remove(config.agent());
    return agents;
  }

  private DiscoverRequest introduction() {
    DiscoverRequest.Builder self = DiscoverRequest.newBuilder();
    state
        .get()
        .map(ClusterState::cluster)
        .ifPresent(cluster ->
            self.setRaftGroupId(group.toString())
                .setGeneration(cluster.generation())
                .addAllFormer(cluster.former().stream().map(ClusterId.Former::id).toList())
                .setAgent(MemberCodec.encode(config.agent())));
    return self.build();
  }

  /** Somebody asked this node, and said who he is. */
  void met(DiscoverRequest who) {
    try {
      Optional<Superseded> told = told(group, who);
      if (told.isPresent()) {
        superseded(told.get());
        passOn(who);
      }
    } catch (MalformedMessage | IllegalArgumentException e) {
      LOG.warn("who supersedes this group did not say who or where he is: {}", e.getMessage());
    }
  }

  /**
   * What an introduction says of a group; empty if it is not among the former ones.
   *
   * @throws IllegalArgumentException if it names no generation or no group
   */
  static Optional<Superseded> told(UUID group, DiscoverRequest who) throws MalformedMessage {
    boolean supersedes =
        who.getFormerList().contains(group.toString())
            && !who.getRaftGroupId().equals(group.toString());
    return supersedes
        ? Optional.of(
            new Superseded(
                who.getGeneration(), who.getRaftGroupId(), MemberCodec.decode(who.getAgent())))
        : Optional.empty();
  }

  /** The others of this group may not be reached by who told this one. */
  private void passOn(DiscoverRequest who) {
    state
        .get()
        .ifPresent(known ->
            known.members().values().stream()
                .map(Member::agent)
                .filter(agent -> !agent.equals(config.agent()))
                .forEach(agent -> Thread.startVirtualThread(() -> discover(channels, agent, who))));
  }

  private void superseded(Superseded by) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    LOG.error("{}", by.message());
    try {
      by.write(config.home());
    } catch (IOException e) {
      LOG.error("cannot keep that on disk: {}; it is asked again at the next start", e.toString());
    }
    Thread.ofVirtual().name("saksi-superseded").start(() -> end.accept(by));
  }

  private static Optional<Superseded> superseding(UUID own, DiscoverReply reply, Endpoint agent) {
    boolean supersedes =
        reply.getFormerList().contains(own.toString())
            && !reply.getRaftGroupId().equals(own.toString());
    try {
      return supersedes
          ? Optional.of(new Superseded(reply.getGeneration(), reply.getRaftGroupId(), agent))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      LOG.warn("{} supersedes this group, and does not say as what: {}", agent, e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<DiscoverReply> discover(
      Channels channels, Endpoint agent, DiscoverRequest request) {
    try {
      return Optional.of(
          channels
              .blocking(agent)
              .withDeadlineAfter(ASK_BOUND.toMillis(), TimeUnit.MILLISECONDS)
              .discover(request));
    } catch (StatusRuntimeException e) {
      LOG.debug("{} does not answer: {}", agent, e.getStatus());
      return Optional.empty();
    }
  }
}
