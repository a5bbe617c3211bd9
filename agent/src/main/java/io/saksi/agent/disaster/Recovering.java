package io.saksi.agent.disaster;

import io.saksi.agent.cluster.ClusterMachine;
import io.saksi.agent.cluster.Stamps;
import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.os.ElapsedClock;
import io.saksi.core.audit.Request;
import io.saksi.core.command.Command;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Renewal;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.NodeReport;
import io.saksi.raft.NewGeneration;
import io.saksi.raft.RaftStartException;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LogEntry;
import io.saksi.wire.MalformedMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * One recovery, with the agent stopped and its lock held. What it decides is decided by {@link
 * Objections} and, at the moment of effect, by the state itself ({@link Command.Recover}); what it
 * does is done by {@link NewGeneration}, and may be done again after it stopped anywhere.
 */
final class Recovering {
  private static final Duration LEAST_LONGEST_LEASE = Duration.ofSeconds(10);

  private final AgentConfig config;
  private final ElapsedClock clock = new ElapsedClock();
  private final Survivor survivor;
  private final Elsewhere elsewhere;
  private ClusterMachine machine;

  Recovering(AgentConfig config, Elsewhere elsewhere) {
    this.config = config;
    this.elsewhere = elsewhere;
    survivor = new Survivor(config, clock);
    machine = survivor.machine();
  }

  /** A recovery that was confirmed, and whose new group waits to take or has taken its place. */
  Optional<Intent> interrupted() throws IOException, RaftStartException {
    Optional<Intent> intent = Intent.read(config.home());
    if (intent.isEmpty()) {
      return Optional.empty();
    }
    NewGeneration generation = generation(intent.get());
    boolean decided =
        generation.isInEffect() || (generation.isMade() && Files.exists(generation.kept()));
    return intent.filter(_ -> decided);
  }

  private NewGeneration generation(Intent intent) {
    return new NewGeneration(Survivor.raft(config), intent.former(), intent.fresh());
  }

  /** The rest of one that was interrupted. */
  Path finish(Intent intent) throws IOException, RaftStartException {
    NewGeneration generation = generation(intent);
    generation.takeEffect();
    generation.tidy();
    Intent.forget(config.home());
    return generation.kept();
  }

  /** Gives up one that has not taken effect. */
  boolean abandon() throws IOException, RaftStartException {
    Optional<Intent> intent = Intent.read(config.home());
    if (intent.isPresent()) {
      generation(intent.get()).abandon();
      Intent.forget(config.home());
    }
    return intent.isPresent();
  }

  /** What is left here. */
  Facts look() throws RaftStartException, DisasterException, IOException, InterruptedException {
    machine = survivor.machine();
    return survivor.look(machine);
  }

  List<Answer> ask(Facts facts) throws InterruptedException {
    return elsewhere.ask(facts.state(), facts.self());
  }

  /**
   * The longest lease that a lost node may hold: the longest that the log here knows of, and no
   * less than that of the longest profile, for the others may have changed it since. Stretched by
   * the drift of both clocks, as any proof that a lease ran out.
   */
  static Duration leaseToWaitOut(ClusterState state, Optional<Duration> stated) {
    Duration known = state.settings().leaseTtl();
    Duration granted = state.renewal().map(Renewal::longest).orElse(Duration.ZERO);
    return List.of(known, granted, stated.orElse(LEAST_LONGEST_LEASE)).stream()
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** By when that lease has run out, on the other's clock too. */
  static Duration stretched(ClusterState state, Duration lease) {
    long drift = state.settings().driftPerMille();
    return lease
        .multipliedBy(1000 + drift)
        .dividedBy(1000 - drift)
        .plus(state.settings().leaseMargin());
  }

  /**
   * Decides, and makes it so. Blocks for some seconds.
   *
   * @return where the former Raft log is kept
   */
  Path carryOut(Intent intent) throws RaftStartException, IOException {
    byte[] snapshot = machine.snapshot();
    intent.write(config.home());
    generation(intent).make(snapshot, survivor.machine());
    return finish(intent);
  }

  /** With the identity of one that was begun and did not get far, so that there is only one. */
  Intent intent(Facts facts, Set<NodeId> lost) throws IOException {
    UUID fresh = Intent.read(config.home()).map(Intent::fresh).orElseGet(UUID::randomUUID);
    return new Intent(facts.peer().group(), fresh, lost);
  }

  /**
   * What the state becomes; only in memory.
   *
   * @throws DisasterException if the state refuses, saying why
   */
  ClusterState decide(Facts facts, List<Answer> answers, Intent intent, Duration lease, Request why)
      throws DisasterException {
    Command recover =
        new Command.Recover(
            intent.fresh().toString(),
            facts.self(),
            intent.lost(),
            highestPromise(facts, answers),
            lease);
    Stamps stamps = new Stamps(facts.self(), clock::now, Instant::now);
    LogEntry entry =
        new LogEntry(
                OptionalLong.of(facts.state().version()),
                recover,
                facts.self().name(),
                "saksi disaster recover",
                Optional.of(why))
            .at(stamps.now());
    try {
      CommandResult result =
          CommandResult.fromBytes(machine.apply(entry.toBytes(), facts.peer().end().index() + 1));
      if (result instanceof CommandResult.Refused refused) {
        throw new DisasterException(refused.reason(), "nothing was changed");
      }
    } catch (MalformedMessage e) {
      throw new IllegalStateException(e);
    }
    return machine.applied().state().orElseThrow();
  }

  private static Epoch highestPromise(Facts facts, List<Answer> answers) {
    return answers.stream()
        .flatMap(answer -> answer.agent().stream())
        .flatMap(said -> said.report().stream())
        .map(NodeReport::promised)
        .reduce(facts.promised(), (one, other) -> one.isBefore(other) ? other : one);
  }
}
