package io.saksi.agent.operate;

import io.grpc.Status;
import io.saksi.agent.cluster.LeaderDesk;
import io.saksi.agent.peer.Channels;
import io.saksi.core.decide.Upkeep;
import io.saksi.core.model.Configuration;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.proto.v1.Obstacle;
import io.saksi.proto.v1.TryConfigurationReply;
import io.saksi.proto.v1.TryConfigurationRequest;
import io.saksi.wire.ConfigurationCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;

/**
 * Asks the PostgreSQL of every node that is heard whether it would take a configuration, all at the
 * same time. One that cannot say is no reason against it, as long as another can: it may be of
 * another version, and says so once it is back.
 */
final class Trials {
  private static final Duration BOUND = Duration.ofSeconds(15);

  private final Channels channels;

  Trials(Channels channels) {
    this.channels = channels;
  }

  /** What stands against it; blocks, for about 15 s at most. */
  List<Obstacle> of(LeaderDesk.Standing on, Configuration.Content content)
      throws InterruptedException {
    Set<NodeId> heard = Upkeep.heard(on.state(), on.view(), on.now()).keySet();
    TryConfigurationRequest request =
        TryConfigurationRequest.newBuilder().setContent(ConfigurationCodec.encode(content)).build();
    Map<NodeId, TryConfigurationReply> replies = new ConcurrentSkipListMap<>();
    Map<NodeId, String> silent = new ConcurrentSkipListMap<>();
    Map<NodeId, Thread> threads = new TreeMap<>();
    for (Member member : on.state().members().values()) {
      if (member.holdsData() && heard.contains(member.node())) {
        threads.put(
            member.node(),
            Thread.ofVirtual()
                .name("saksi-try-" + member.node())
                .start(() -> ask(member, request, replies, silent)));
      }
    }
    for (Thread thread : threads.values()) {
      // Each call has its own bound.
      thread.join();
    }
    return obstacles(replies, silent);
  }

  private void ask(
      Member member,
      TryConfigurationRequest request,
      Map<NodeId, TryConfigurationReply> replies,
      Map<NodeId, String> silent) {
    try {
      replies.put(
          member.node(),
          channels
              .blocking(member.agent())
              .withDeadlineAfter(BOUND.toMillis(), TimeUnit.MILLISECONDS)
              .tryConfiguration(request));
    } catch (RuntimeException e) {
      silent.put(member.node(), String.valueOf(Status.fromThrowable(e).getDescription()));
    }
  }

  private static List<Obstacle> obstacles(
      Map<NodeId, TryConfigurationReply> replies, Map<NodeId, String> silent) {
    List<Obstacle> all = new ArrayList<>();
    replies.forEach((node, reply) -> {
      if (reply.hasMistake()) {
        all.add(
            Preflight.obstacle(
                "CONFIGURATION_NOT_TAKEN",
                "on " + node + ": " + reply.getMistake(),
                "correct it; see the manual of that PostgreSQL"));
      }
    });
    if (replies.isEmpty()) {
      all.add(
          Preflight.obstacle(
              "CONFIGURATION_NOT_TRIED",
              "no node could say whether its PostgreSQL takes it"
                  + (silent.isEmpty() ? "" : ": " + silent),
              "see that an agent of a data node answers"));
    }
    return all;
  }
}
