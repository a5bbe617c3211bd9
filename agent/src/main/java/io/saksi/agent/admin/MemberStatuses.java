package io.saksi.agent.admin;

import io.saksi.agent.cluster.Picture;
import io.saksi.core.decide.Comeback;
import io.saksi.core.decide.LeftOut;
import io.saksi.core.decide.check.Problem;
import io.saksi.core.decide.check.ProblemCode;
import io.saksi.core.decide.check.VirtualAddresses;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Maintenance;
import io.saksi.core.model.Member;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import io.saksi.core.view.VipFacts;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.Gate;
import io.saksi.proto.v1.MemberKind;
import io.saksi.proto.v1.MemberRole;
import io.saksi.proto.v1.MemberStatus;
import io.saksi.proto.v1.ProblemStatus;
import io.saksi.wire.LeaderView;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Each member as the Raft leader last heard of it. */
final class MemberStatuses {
  private static final Pattern CODED = Pattern.compile("([A-Z][A-Z_]+[A-Z]): (.*)", Pattern.DOTALL);

  private final ClusterState state;
  private final Moment now;
  private final StatusSource.Raft raft;
  private final Map<NodeId, LeaderView.Seen> seen = new TreeMap<>();
  private final Duration sinceHeard;

  MemberStatuses(
      ClusterState state, Optional<Picture> picture, Moment now, StatusSource.Raft raft) {
    this.state = state;
    this.now = now;
    this.raft = raft;
    picture.ifPresent(p -> p.view().nodes().forEach(s -> seen.put(s.report().node(), s)));
    sinceHeard = picture.map(p -> this.now.since(p.heardAt())).orElse(Duration.ZERO);
  }

  void addTo(ClusterStatus.Builder status) {
    Optional<Lsn> end = primaryEnd();
    state.members().values().forEach(member -> status.addMembers(of(member, end)));
    // What a silent node said last would show the address of a dead primary on two nodes.
    VipStatuses.addTo(
        status, seen.values().stream().filter(this::isLive).map(LeaderView.Seen::report).toList());
  }

  private Optional<Lsn> primaryEnd() {
    return state
        .reign()
        .leader()
        .map(seen::get)
        .filter(s -> s.report().postgres() instanceof Postgres.Primary)
        .map(s -> ((Postgres.Primary) s.report().postgres()).flushed());
  }

  private MemberStatus of(Member member, Optional<Lsn> end) {
    MemberStatus.Builder status =
        MemberStatus.newBuilder()
            .setName(member.node().name())
            .setKind(
                member.holdsData() ? MemberKind.MEMBER_KIND_DATA : MemberKind.MEMBER_KIND_WITNESS)
            .setRole(
                member.holdsData() ? MemberRole.MEMBER_ROLE_NONE : MemberRole.MEMBER_ROLE_WITNESS)
            .setRaftVoter(raft.voters().contains(member.node().name()))
            .addAgentAddresses(member.agent().toString())
            .setZone(member.tags().zone().orElse(""))
            .setLeaving(isLeaving(member.node()));
    Optional<Endpoint> postgres = member.postgres();
    postgres.ifPresent(at -> status.setPostgresHost(at.host()).setPostgresPort(at.port()));
    LeaderView.Seen last = seen.get(member.node());
    if (member.holdsData()) {
      status.addAllFences(rungs(member.node(), last));
    }
    if (last == null) {
      status.setState(seen.isEmpty() ? "unknown" : "silent");
      maintained(status, member.node());
      return status.build();
    }
    Duration age = last.age().plus(sinceHeard);
    boolean live = isLive(last);
    status.setReportAgeMs(age.toMillis()).setLive(live);
    last.report().facts().configured().ifPresent(status::setConfigured);
    if (live && member.holdsData() && FenceRungs.lacksAGuard(last.report())) {
      status.addProblems(
          ProblemStatus.newBuilder()
              .setCode("NO_FENCE_POSSIBLE")
              .setText("its guard, or the guard's deputy, is not at work")
              .setRemedy("Look at the guard's log."));
    }
    describe(status, last.report(), end);
    state.orders().hold(member.node()).ifPresent(hold -> held(status, hold));
    if (!live) {
      status.setState("silent");
    }
    maintained(status, member.node());
    return status.build();
  }

  /**
   * Who hands over the lead, and who takes it: a promotion ends the sessions of those who read, for
   * they would become able to write.
   */
  private boolean isLeaving(NodeId node) {
    return state
        .orders()
        .switchover()
        .filter(s -> s.rolledBack().isEmpty() && s.epoch().equals(state.reign().epoch()))
        .map(s -> s.target().equals(node) || state.reign().leader().equals(Optional.of(node)))
        .orElse(false);
  }

  /** What it does meanwhile is said too: stopped, streaming, silent. */
  private void maintained(MemberStatus.Builder status, NodeId node) {
    Maintenance of = state.orders().maintenance().get(node);
    if (of == null) {
      return;
    }
    List<String> missing =
        of.comeback().isPresent() && !seen.isEmpty()
            ? Comeback.missing(state, node, liveReports())
            : List.of();
    status
        .getMaintenanceBuilder()
        .setReason(of.reason())
        .setUntilEpochMillis(of.until().toEpochMilli())
        .setReturning(of.comeback().isPresent())
        .addAllMissing(missing);
    String doing = status.getState();
    status.setState(
        of.comeback().isPresent()
            ? doing + ", back from maintenance: " + String.join("; ", missing)
            : doing + ", in maintenance until " + of.until() + ": " + of.reason());
    if (!state.reign().leader().equals(Optional.of(node))) {
      status.setRole(MemberRole.MEMBER_ROLE_MAINTENANCE);
    }
    status.addProblems(
        problem(
            new Problem(
                of.comeback().isPresent()
                    ? ProblemCode.MAINTENANCE_NOT_OVER
                    : ProblemCode.IN_MAINTENANCE,
                node,
                of.comeback().isPresent()
                    ? "not counted again yet: " + String.join("; ", missing)
                    : "in maintenance until " + of.until() + ": " + of.reason())));
  }

  private Map<NodeId, NodeReport> liveReports() {
    Map<NodeId, NodeReport> live = new TreeMap<>();
    seen.forEach((node, one) -> {
      if (isLive(one)) {
        live.put(node, one.report());
      }
    });
    return live;
  }

  private static void held(MemberStatus.Builder status, Orders.Hold hold) {
    status.setState(
        switch (hold.kind()) {
          case SUSPECT -> "being looked at: " + hold.reason();
          case SUSPENDED, DETACHED, REMOVED -> "suspended: " + hold.reason();
        });
    if (hold.kind() != Orders.Kind.SUSPECT) {
      status.setRole(MemberRole.MEMBER_ROLE_SUSPENDED);
    }
  }

  private List<String> rungs(NodeId node, LeaderView.Seen last) {
    List<NodeReport> heard =
        seen.values().stream().filter(this::isLive).map(LeaderView.Seen::report).toList();
    return last != null && isLive(last)
        ? FenceRungs.of(last.report(), heard)
        : FenceRungs.outside(node, heard);
  }

  private boolean isLive(LeaderView.Seen one) {
    return one.age().plus(sinceHeard).compareTo(state.settings().silence()) <= 0;
  }

  private void describe(MemberStatus.Builder status, NodeReport report, Optional<Lsn> end) {
    status.setGate(
        switch (report.gate()) {
          case CLOSED -> Gate.GATE_CLOSED;
          case READ -> Gate.GATE_READ;
          case WRITE -> Gate.GATE_WRITE;
        });
    switch (report.postgres()) {
      case Postgres.Witness _ -> status.setState("voting");
      case Postgres.Absent _ -> status.setState("no data yet");
      case Postgres.Unusable unusable -> status.setState("unusable: " + unusable.reason());
      case Postgres.Stopped stopped -> status.setState("stopped").setTimeline(stopped.timeline());
      case Postgres.Busy busy -> status.setState(busy.what()).setRole(busyRole(report.gate()));
      case Postgres.Standby standby -> standby(status, report, standby, end);
      case Postgres.Primary primary -> primary(status, report, primary);
    }
    report.vips().addresses().stream()
        .filter(VipFacts.Address::held)
        .forEach(address -> status.addVirtualAddresses(address.address()));
    VirtualAddresses.of(report).forEach(problem -> status.addProblems(problem(problem)));
    for (String trouble : report.trouble()) {
      status.addProblems(problem(trouble));
    }
  }

  /** What begins with a code of its own is shown under it. */
  private static ProblemStatus problem(String trouble) {
    Matcher coded = CODED.matcher(trouble);
    return coded.matches()
        ? ProblemStatus.newBuilder()
            .setCode(coded.group(1))
            .setText(coded.group(2))
            .setRemedy(remedy(coded.group(1)))
            .build()
        : ProblemStatus.newBuilder().setCode("ACTION_FAILED").setText(trouble).build();
  }

  /** What the catalogues say; an agent of a later version may have codes that are in neither. */
  private static String remedy(String code) {
    Map<String, String> remedies = new HashMap<>();
    for (ProblemCode known : ProblemCode.values()) {
      remedies.put(known.name(), known.remedy());
    }
    for (OwnCode known : OwnCode.values()) {
      remedies.put(known.name(), known.remedy());
    }
    return Optional.ofNullable(remedies.get(code)).map(remedy -> remedy + ".").orElse("");
  }

  static ProblemStatus problem(Problem problem) {
    return ProblemStatus.newBuilder()
        .setCode(problem.code().name())
        .setText(problem.evidence())
        .setRemedy(problem.remedy() + ".")
        .build();
  }

  /**
   * A primary that does not answer its agent in time, as when the agent has just restarted on a
   * loaded machine, serves its clients all the same: its gate is open.
   */
  private static MemberRole busyRole(io.saksi.core.view.Gate gate) {
    return switch (gate) {
      case WRITE -> MemberRole.MEMBER_ROLE_PRIMARY;
      case READ, CLOSED -> MemberRole.MEMBER_ROLE_JOINING;
    };
  }

  private static void primary(
      MemberStatus.Builder status, NodeReport report, Postgres.Primary primary) {
    status
        .setRole(MemberRole.MEMBER_ROLE_PRIMARY)
        .setState("running")
        .setTimeline(primary.timeline())
        .setFlushedLsn(primary.flushed().value());
    report.facts().archived().ifPresent(to -> status.setArchivedLsn(to.value()));
  }

  private void standby(
      MemberStatus.Builder status, NodeReport report, Postgres.Standby standby, Optional<Lsn> end) {
    boolean settled =
        state.isCounted(report.node()) || (standby.streaming() && LeftOut.is(state, report.node()));
    status
        .setRole(settled ? MemberRole.MEMBER_ROLE_STANDBY : MemberRole.MEMBER_ROLE_JOINING)
        .setState(standby.streaming() ? "streaming" : "not streaming")
        .setTimeline(standby.timeline())
        .setFlushedLsn(standby.reached().value())
        .setReceivedLsn(standby.reached().value())
        .setReplayedLsn(standby.replayed().value());
    end.ifPresent(e -> status.setLagBytes(Math.max(0, e.minus(standby.reached()))));
  }
}
