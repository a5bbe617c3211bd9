package io.saksi.agent.admin;

import io.saksi.agent.loop.AllAtOnce;
import io.saksi.agent.postgres.MemberProbe;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Member;
import io.saksi.core.state.ClusterState;
import io.saksi.proto.v1.ExamineReply;
import io.saksi.proto.v1.Unreached;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tries whether this agent reaches every other member. Who asks need not be an operator, so there
 * is one trial at a time, and its answer stands for a while, however many ask.
 */
public final class TrialDesk {
  private static final Duration ONE_TRIAL = Duration.ofSeconds(1);
  private static final Duration ALL = Duration.ofSeconds(3);
  private static final Duration STANDS = Duration.ofSeconds(2);

  private final StatusSource source;
  private final String version;
  private final Supplier<String> postgresVersion;
  private ExamineReply last;
  private long madeAt;

  /**
   * @param postgresVersion may block; empty for a witness
   */
  public TrialDesk(StatusSource source, String version, Supplier<String> postgresVersion) {
    this.source = source;
    this.version = version;
    this.postgresVersion = postgresVersion;
  }

  /** Blocks for some seconds at most. */
  synchronized ExamineReply examine() throws InterruptedException {
    if (last == null || System.nanoTime() - madeAt > STANDS.toNanos()) {
      last = tried();
      madeAt = System.nanoTime();
    }
    return last;
  }

  private ExamineReply tried() throws InterruptedException {
    List<Supplier<Optional<Unreached>>> trials = new ArrayList<>();
    source
        .state()
        .map(ClusterState::members)
        .ifPresent(members ->
            members.values().stream()
                .filter(member -> !member.node().equals(source.self()))
                .forEach(member -> addTrials(member, trials)));
    ExamineReply.Builder reply =
        ExamineReply.newBuilder()
            .setNode(source.self().name())
            .setSaksiVersion(version)
            .setPostgresVersion(postgresVersion.get());
    AllAtOnce.of("saksi-trial", trials, ALL).stream()
        .flatMap(Optional::stream)
        .forEach(reply::addUnreached);
    return reply.build();
  }

  private void addTrials(Member member, List<Supplier<Optional<Unreached>>> trials) {
    trials.add(() -> connects(member, "agent", member.agent()));
    trials.add(() -> connects(member, "raft", member.raft()));
    boolean replicates =
        source.state().flatMap(s -> s.member(source.self())).map(Member::holdsData).orElse(false);
    if (replicates) {
      member.postgres().ifPresent(at -> trials.add(() -> letsIn(member, at)));
    }
  }

  private static Optional<Unreached> connects(Member member, String port, Endpoint at) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(at.host(), at.port()), (int) ONE_TRIAL.toMillis());
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(unreached(member, port, at, e.getMessage()).build());
    }
  }

  private static Optional<Unreached> letsIn(Member member, Endpoint at) {
    try {
      return MemberProbe.refusal(at, ONE_TRIAL)
          .map(why -> unreached(member, "postgres", at, why).setRefused(true).build());
    } catch (IOException e) {
      return Optional.of(unreached(member, "postgres", at, e.getMessage()).build());
    }
  }

  private static Unreached.Builder unreached(Member member, String port, Endpoint at, String why) {
    return Unreached.newBuilder()
        .setNode(member.node().name())
        .setPort(port)
        .setAddress(at.toString())
        .setWhy(String.valueOf(why));
  }
}
