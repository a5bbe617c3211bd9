package io.saksi.agent.operate;

import io.grpc.Status;
import io.saksi.agent.cluster.LeaderDesk;
import io.saksi.agent.peer.Channels;
import io.saksi.core.decide.Upkeep;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.proto.v1.InspectReply;
import io.saksi.proto.v1.InspectRequest;
import io.saksi.proto.v1.Obstacle;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;

/**
 * Asks agents what stands against a planned change of roles, all at the same time: the primary's
 * and the target's about everything, the others, who may have programs that object, about those
 * alone. Who is not heard cannot object: it must not keep others from a change of roles that does
 * not need it. Who is heard and does not answer in time may be about to: that stands against it.
 */
final class Inspections {
  /**
   * PostgreSQL answers within two seconds, and the operator's programs have {@link
   * io.saksi.agent.hook.HookDesk#objections}' bound; the rest is for a busy machine.
   */
  static final Duration BOUND = Duration.ofSeconds(20);

  private final Channels channels;
  private final Duration bound;

  /** What one agent said, or what stands against it that it did not. */
  record Answer(Optional<InspectReply> reply, Optional<Obstacle> silence) {}

  Inspections(Channels channels) {
    this(channels, BOUND);
  }

  Inspections(Channels channels, Duration bound) {
    this.channels = channels;
    this.bound = bound;
  }

  /** By node, in the order of their names; blocks, for about the bound at most. */
  Map<NodeId, Answer> of(LeaderDesk.Standing on, NodeId target) throws InterruptedException {
    Set<NodeId> heard = Upkeep.heard(on.state(), on.view(), on.now()).keySet();
    Map<NodeId, Answer> answers = new ConcurrentSkipListMap<>();
    Map<NodeId, Thread> threads = new TreeMap<>();
    for (Member member : on.state().members().values()) {
      NodeId node = member.node();
      boolean needed = node.equals(target) || on.state().reign().leader().equals(Optional.of(node));
      if (needed || heard.contains(node)) {
        threads.put(
            node,
            Thread.ofVirtual()
                .name("saksi-inspect-" + node)
                .start(() -> answers.put(node, ask(member, target, needed))));
      }
    }
    for (Thread thread : threads.values()) {
      // Each call has its own bound.
      thread.join();
    }
    return answers;
  }

  private Answer ask(Member member, NodeId target, boolean needed) {
    InspectRequest request =
        InspectRequest.newBuilder().setTarget(target.name()).setOnlyHooks(!needed).build();
    try {
      InspectReply reply =
          channels
              .blocking(member.agent())
              .withDeadlineAfter(bound.toMillis(), TimeUnit.MILLISECONDS)
              .inspect(request);
      return new Answer(Optional.of(reply), Optional.empty());
    } catch (RuntimeException e) {
      Status status = Status.fromThrowable(e);
      boolean gone =
          status.getCode() == Status.Code.UNAVAILABLE || status.getCode() == Status.Code.CANCELLED;
      return new Answer(
          Optional.empty(),
          needed || !gone ? Optional.of(silence(member.node(), status, needed)) : Optional.empty());
    }
  }

  private Obstacle silence(NodeId node, Status status, boolean needed) {
    String why =
        status.getCode() == Status.Code.DEADLINE_EXCEEDED
            ? "it did not answer within " + bound.toSeconds() + " s"
            : String.valueOf(status.getDescription());
    return Preflight.obstacle(
        "NODE_NOT_INSPECTED",
        node + " could not be asked" + (needed ? "" : " whether its hooks object") + ": " + why,
        "see that its agent and its PostgreSQL answer");
  }
}
