package io.saksi.agent.boot;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.saksi.agent.peer.Channels;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Member;
import io.saksi.proto.v1.DiscoverReply;
import io.saksi.proto.v1.DiscoverRequest;
import io.saksi.proto.v1.JoinReply;
import io.saksi.proto.v1.JoinRequest;
import io.saksi.wire.MalformedMessage;
import io.saksi.wire.MemberCodec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the cluster through agents that are known already, and asks to become a member of it.
 * Blocking.
 */
final class Seeds {
  private static final Logger LOG = LoggerFactory.getLogger(Seeds.class);
  private static final Duration ASK_BOUND = Duration.ofSeconds(2);
  private static final Duration JOIN_BOUND = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final Channels channels;
  private String lastSaid = "";

  Seeds(Channels channels) {
    this.channels = channels;
  }

  /** The cluster that a seed belongs to. */
  record Found(String name, String id, UUID raftGroup, Endpoint seed) {}

  /**
   * Asks until a seed knows a cluster.
   *
   * @throws BootException if none did within the bound, saying what each answered; or if it is
   *     another cluster than the one named
   */
  Found find(List<Endpoint> seeds, String cluster, Duration bound)
      throws BootException, InterruptedException {
    long until = System.nanoTime() + bound.toNanos();
    List<String> answers = new ArrayList<>();
    do {
      answers.clear();
      for (Endpoint seed : seeds) {
        Optional<Found> found = ask(seed, answers);
        if (found.isPresent()) {
          return requireName(found.get(), cluster);
        }
      }
      channels.wake();
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    } while (System.nanoTime() < until);
    throw new BootException(
        "no seed answered for cluster '"
            + cluster
            + "' within "
            + bound.toSeconds()
            + " s: "
            + String.join("; ", answers)
            + ". Start the first node (--bootstrap), or correct --seed.");
  }

  private static Found requireName(Found found, String cluster) throws BootException {
    if (!found.name().equals(cluster)) {
      throw new BootException(
          "the seed "
              + found.seed()
              + " belongs to cluster '"
              + found.name()
              + "', not to '"
              + cluster
              + "'; correct --cluster or --seed.");
    }
    return found;
  }

  private Optional<Found> ask(Endpoint seed, List<String> answers) throws BootException {
    try {
      DiscoverReply reply =
          channels
              .blocking(seed)
              .withDeadlineAfter(ASK_BOUND.toMillis(), TimeUnit.MILLISECONDS)
              .discover(DiscoverRequest.getDefaultInstance());
      if (reply.getClusterId().isEmpty()) {
        answers.add(seed + " belongs to no cluster yet");
        return Optional.empty();
      }
      return Optional.of(
          new Found(
              reply.getClusterName(),
              reply.getClusterId(),
              UUID.fromString(reply.getRaftGroupId()),
              seed));
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.UNAUTHENTICATED) {
        throw new BootException(seed + ": " + e.getStatus().getDescription());
      }
      answers.add(seed + " does not answer (" + e.getStatus().getCode() + ")");
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      answers.add(seed + " gave no usable answer: " + e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Asks the leader to be taken in, going from agent to agent until the leader is found. Doing it
   * again is harmless.
   *
   * @throws BootException if it was refused
   * @return whether it was accepted within the bound
   */
  boolean join(List<Endpoint> agents, String clusterId, Member self, Duration bound)
      throws BootException, InterruptedException {
    return ask(agents, request(clusterId, self, false), bound);
  }

  /**
   * Before an empty peer starts: has a former peer of this name, whose data are gone, removed. One
   * that came back empty under its old id would vote as if it still had what it once acknowledged
   * (rule R3).
   */
  boolean begin(List<Endpoint> agents, String clusterId, Member self, Duration bound)
      throws BootException, InterruptedException {
    return ask(agents, request(clusterId, self, true), bound);
  }

  /** Whether some agent belongs to a cluster already; asks each once. */
  Optional<Found> existing(List<Endpoint> agents) throws BootException {
    for (Endpoint agent : agents) {
      Optional<Found> found = ask(agent, new ArrayList<>());
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static JoinRequest request(String clusterId, Member self, boolean begins) {
    return JoinRequest.newBuilder()
        .setClusterId(clusterId)
        .setMember(MemberCodec.encode(self))
        .setBegins(begins)
        .build();
  }

  private boolean ask(List<Endpoint> agents, JoinRequest request, Duration bound)
      throws BootException, InterruptedException {
    long until = System.nanoTime() + bound.toNanos();
    while (System.nanoTime() < until) {
      Deque<Endpoint> next = new ArrayDeque<>(agents);
      for (int hops = 0; hops < agents.size() + 3 && !next.isEmpty(); hops++) {
        if (askLeader(next.pop(), request, next)) {
          return true;
        }
      }
      channels.wake();
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    }
    return false;
  }

  /** Once: it may be asked for hours, until an operator lets this node in. */
  private void say(String answer) {
    if (!answer.equals(lastSaid)) {
      lastSaid = answer;
      LOG.info("asked to be taken in, {}", answer);
    }
  }

  private boolean askLeader(Endpoint agent, JoinRequest request, Deque<Endpoint> next)
      throws BootException {
    try {
      JoinReply reply =
          channels
              .blocking(agent)
              .withDeadlineAfter(JOIN_BOUND.toMillis(), TimeUnit.MILLISECONDS)
              .join(request);
      return switch (reply.getKindCase()) {
        case ACCEPTED -> true;
        case REFUSED ->
            throw new BootException(agent + " refuses: " + reply.getRefused().getReason());
        case TRY_OTHER -> {
          if (reply.getTryOther().hasAgent()) {
            next.push(MemberCodec.decode(reply.getTryOther().getAgent()));
          }
          yield false;
        }
        case KIND_NOT_SET -> false;
      };
    } catch (StatusRuntimeException e) {
      say(agent + ": " + e.getStatus().getCode() + ": " + e.getStatus().getDescription());
      return false;
    } catch (MalformedMessage e) {
      LOG.warn("{} gave no usable answer: {}", agent, e.getMessage());
      return false;
    }
  }
}
