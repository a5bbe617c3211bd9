package io.saksi.agent.boot;

import io.saksi.agent.cluster.LeaderDesk;
import io.saksi.agent.cluster.Picture;
import io.saksi.agent.loop.EventLoop;
import io.saksi.agent.loop.Ticker;
import io.saksi.agent.peer.LeaderLink;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.raft.RaftListener;
import io.saksi.raft.RaftNode;
import io.saksi.raft.RaftRole;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's seat in the Raft group: notices that it leads, or no longer does, and whom it follows
 * else; leads only with a disk, without votes of strangers, and not where another node leads
 * better. Confined to the event loop but for what says otherwise.
 */
final class RaftSeat {
  private static final Logger LOG = LoggerFactory.getLogger(RaftSeat.class);

  /** For what only time tells a leader, and while none is heard. */
  private static final Duration LEADERS_TICK = Duration.ofMillis(100);

  /** Raft tells of its changes, too; this is for one that was missed. */
  private static final Duration FOLLOWERS_TICK = Duration.ofMillis(250);

  private static final Duration HEARD_LATELY = Duration.ofSeconds(1);
  private static final Duration BETTER_LEADER_TICK = Duration.ofSeconds(5);
  private static final Duration HAND_OVER_PAUSE = Duration.ofMillis(500);
  private static final Duration HAND_OVER_FAILED_PAUSE = Duration.ofSeconds(10);

  private final EventLoop loop;
  private final Supplier<Moment> clock;
  private final LeaderDesk leader;
  private final Supplier<Optional<Picture>> picture;
  private final LeaderLink link;
  private final LeaderFinder finder;
  private final Voters voters;
  private final Turns turns;
  private final Ticker ticker;
  private volatile RaftNode raft;
  private volatile boolean leads;
  private boolean handingOver;

  /**
   * What others do about it.
   *
   * @param begun this node has begun to lead
   * @param ended it leads no longer
   * @param leading at every look while it leads, before anything is decided
   */
  record Turns(Runnable begun, Runnable ended, Runnable leading) {}

  /**
   * @param picture the last that a leader told
   */
  RaftSeat(
      EventLoop loop,
      Supplier<Moment> clock,
      LeaderDesk leader,
      Supplier<Optional<Picture>> picture,
      LeaderLink link,
      LeaderFinder finder,
      Voters voters,
      Turns turns) {
    this.loop = loop;
    this.clock = clock;
    this.leader = leader;
    this.picture = picture;
    this.link = link;
    this.finder = finder;
    this.voters = voters;
    this.turns = turns;
    ticker = new Ticker(loop, this::tick);
  }

  /** Raft runs; from any thread, once. */
  void take(RaftNode running) {
    raft = running;
    ticker.start();
    loop.every(BETTER_LEADER_TICK, this::leadElsewhere);
  }

  /** What Raft tells, from its threads, also before this has a peer. */
  RaftListener listener() {
    return new RaftListener() {
      @Override
      public void leaderReady(long term) {
        loop.execute(RaftSeat.this::look);
      }

      @Override
      public void notLeader() {
        loop.execute(RaftSeat.this::look);
      }

      @Override
      public void leaderChanged(Optional<String> leaderId) {
        loop.execute(RaftSeat.this::look);
      }
    };
  }

  /** Readable by any thread. */
  boolean leads() {
    return leads;
  }

  /** The leader's agent, if it is another one and known; readable by any thread. */
  Optional<Endpoint> leaderAgent() {
    return Optional.ofNullable(raft).flatMap(finder::known);
  }

  private Duration tick() {
    look();
    boolean follows = !leads && leaderAgent().isPresent() && isHeard();
    return follows ? FOLLOWERS_TICK : LEADERS_TICK;
  }

  private boolean isHeard() {
    return picture
        .get()
        .filter(p -> clock.get().since(p.heardAt()).compareTo(HEARD_LATELY) < 0)
        .isPresent();
  }

  private void look() {
    if (raft == null) {
      return;
    }
    boolean ready = raft.role() == RaftRole.LEADER_READY;
    if (ready && !leads) {
      leads = true;
      leader.lead();
      ticker.within(LEADERS_TICK);
      turns.begun().run();
    } else if (!ready && leads) {
      leads = false;
      leader.stepDown();
      turns.ended().run();
      ticker.within(LEADERS_TICK);
    }
    link.follow(ready ? Optional.empty() : leaderAgent().or(finder::likely));
    if (leads) {
      lead();
    }
  }

  private void lead() {
    raft.leadOnlyWithADisk();
    turns.leading().run();
    leader.decide();
    leader.nearerLeader().ifPresent(to -> handOver(to, "the primary reaches it, and not me"));
    voters.look().ifPresent(to -> handOver(to, "this node was removed"));
  }

  private void leadElsewhere() {
    leader.betterLeader().ifPresent(to -> handOver(to, "the primary is here"));
  }

  /**
   * One attempt at a time, each with a bound; nothing is written meanwhile. So one that came to
   * nothing, to a peer whose disk stands still, say, is not made again soon.
   */
  private void handOver(NodeId to, String why) {
    if (handingOver) {
      return;
    }
    handingOver = true;
    LOG.info("handing Raft leadership to {}: {}", to, why);
    var _ =
        raft.transferLeadership(to.name())
            .whenComplete((done, failure) ->
                loop.after(
                    failure == null ? HAND_OVER_PAUSE : HAND_OVER_FAILED_PAUSE,
                    () -> {
                      handingOver = false;
                      if (failure != null) {
                        LOG.info("leadership stays here: {}", failure.getMessage());
                      }
                    }));
  }
}
