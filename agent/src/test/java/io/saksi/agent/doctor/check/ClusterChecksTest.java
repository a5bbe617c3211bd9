package io.saksi.agent.doctor.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.doctor.Catalogue;
import io.saksi.agent.doctor.Cluster;
import io.saksi.agent.doctor.ClusterCheck;
import io.saksi.agent.doctor.Examination;
import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.LocalCheck;
import io.saksi.agent.doctor.Place;
import io.saksi.agent.doctor.Severity;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.ExamineReply;
import io.saksi.proto.v1.LeaderView;
import io.saksi.proto.v1.MemberKind;
import io.saksi.proto.v1.MemberStatus;
import io.saksi.proto.v1.ProblemStatus;
import io.saksi.proto.v1.ReignStatus;
import io.saksi.proto.v1.Unreached;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A cluster that is in order gives no finding; each thing that is not gives its own. */
class ClusterChecksTest {
  private static final ClusterStatus STATUS =
      ClusterStatus.newBuilder()
          .setClusterId("g2")
          .setLeaderView(LeaderView.newBuilder().setAvailable(true))
          .setReign(ReignStatus.newBuilder().setEpoch(3).setOpen(true))
          .build();

  private static MemberStatus.Builder member(String name, int host) {
    return MemberStatus.newBuilder()
        .setName(name)
        .setKind(MemberKind.MEMBER_KIND_DATA)
        .setLive(true)
        .setRaftVoter(true)
        .addFences("guard")
        .addFences("watchdog")
        .addAgentAddresses("10.0.0." + host + ":7400");
  }

  private static Cluster cluster(MemberStatus.Builder... members) {
    ClusterStatus status =
        STATUS.toBuilder()
            .addAllMembers(Arrays.stream(members).map(MemberStatus.Builder::build).toList())
            .build();
    return new Cluster(
        status,
        status.getMembersList().stream()
            .map(m ->
                new Cluster.Answer(
                    m.getName(), m.getAgentAddresses(0), Optional.of(STATUS), Optional.empty()))
            .toList());
  }

  private static Cluster well() {
    return cluster(member("a", 1), member("b", 2), member("c", 3));
  }

  private static List<String> codes(Cluster cluster) {
    return Catalogue.cluster().stream()
        .flatMap(check -> check.examine(cluster).stream())
        .map(Finding::code)
        .toList();
  }

  @Test
  void nothingIsFoundWhereNothingIs() {
    assertThat(codes(well())).isEmpty();
  }

  @Test
  void voters() {
    assertThat(codes(cluster(member("a", 1), member("b", 2)))).containsExactly("TOO_FEW_VOTERS");
    assertThat(codes(cluster(member("a", 1), member("b", 2), member("c", 3), member("d", 4))))
        .containsExactly("EVEN_VOTERS");
    assertThat(
            codes(
                cluster(
                    member("a", 1),
                    member("w", 2).setKind(MemberKind.MEMBER_KIND_WITNESS),
                    member("x", 3).setKind(MemberKind.MEMBER_KIND_WITNESS))))
        .containsExactly("ONE_DATA_NODE");
    assertThat(
            codes(
                cluster(
                    member("a", 1),
                    member("b", 2),
                    member("c", 3),
                    member("d", 4).setRaftVoter(false))))
        .containsExactly("NO_VOTER");
  }

  @Test
  void ways() {
    assertThat(codes(cluster(member("a", 1), member("b", 2), member("c", 3).setLive(false))))
        .containsExactly("AGENT_SILENT");
    Cluster well = well();
    assertThat(codes(answering(well, Optional.empty()))).containsExactly("AGENT_UNREACHABLE");
    assertThat(
            codes(
                answering(
                    well,
                    Optional.of(
                        STATUS.toBuilder()
                            .setLeaderView(LeaderView.getDefaultInstance())
                            .build()))))
        .containsExactly("LEADER_NOT_HEARD");
  }

  @Test
  void views() {
    assertThat(codes(answering(well(), Optional.of(STATUS.toBuilder().setClusterId("g1").build()))))
        .containsExactly("OTHER_CLUSTER");
    ClusterStatus late = STATUS.toBuilder().setReign(ReignStatus.newBuilder().setEpoch(2)).build();
    assertThat(codes(answering(well(), Optional.of(late)))).containsExactly("AGENT_LAGS");
  }

  private static Cluster tried(Cluster cluster, ExamineReply.Builder... said) {
    List<Cluster.Answer> answers =
        Arrays.stream(said)
            .map(reply ->
                new Cluster.Answer(
                    reply.getNode(), "", Optional.of(STATUS), Optional.of(reply.build())))
            .toList();
    return new Cluster(cluster.status(), answers);
  }

  private static ExamineReply.Builder runs(String node, String saksi, String postgres) {
    return ExamineReply.newBuilder()
        .setNode(node)
        .setSaksiVersion(saksi)
        .setPostgresVersion(postgres);
  }

  @Test
  void waysBetweenMembers() {
    Unreached raft = Unreached.newBuilder().setNode("b").setPort("raft").setWhy("x").build();
    Unreached refused = raft.toBuilder().setPort("postgres").setRefused(true).build();
    ExamineReply.Builder a = runs("a", "1", "15.18").addUnreached(raft).addUnreached(refused);
    assertThat(codes(tried(well(), a))).containsExactly("PORT_UNREACHABLE", "REPLICATION_REFUSED");
    // One that is down is said once, by who hears nothing of it.
    Cluster down = cluster(member("a", 1), member("b", 2).setLive(false), member("c", 3));
    assertThat(codes(tried(down, a))).containsExactly("AGENT_SILENT");
  }

  @Test
  void versions() {
    assertThat(codes(tried(well(), runs("a", "1", "15.18"), runs("w", "1", "")))).isEmpty();
    assertThat(codes(tried(well(), runs("a", "1", "15.18"), runs("b", "2", "15.18"))))
        .containsExactly("SAKSI_VERSIONS_DIFFER");
    assertThat(codes(tried(well(), runs("a", "1", "15.18"), runs("b", "1", "16.9"))))
        .containsExactly("POSTGRES_MAJORS_DIFFER");
    assertThat(codes(tried(well(), runs("a", "1", "15.18"), runs("b", "1", "15.17"))))
        .containsExactly("POSTGRES_MINORS_DIFFER");
    assertThat(codes(tried(well(), runs("a", "1", "15.12")))).containsExactly("POSTGRES_MINOR_OLD");
    assertThat(codes(tried(well(), runs("a", "1", "19beta1"))))
        .containsExactly("POSTGRES_NOT_TRIED");
  }

  private static Cluster in(String a, String b, String c) {
    return cluster(member("a", 1).setZone(a), member("b", 2).setZone(b), member("c", 3).setZone(c));
  }

  @Test
  void zones() {
    assertThat(codes(in("x", "y", "z"))).isEmpty();
    assertThat(codes(in("x", "x", "x"))).containsExactly("ONE_ZONE");
    assertThat(codes(in("x", "x", "y"))).containsExactly("MAJORITY_IN_ONE_ZONE");
    assertThat(codes(in("x", "y", ""))).containsExactly("ZONE_NOT_NAMED");
  }

  /** The last member's agent says this. */
  private static Cluster answering(Cluster cluster, Optional<ClusterStatus> said) {
    List<Cluster.Answer> answers =
        cluster.answers().stream()
            .map(answer ->
                answer.node().equals("c")
                    ? new Cluster.Answer("c", answer.address(), said, Optional.empty())
                    : answer)
            .toList();
    return new Cluster(cluster.status(), answers);
  }

  @Test
  void places() {
    assertThat(codes(cluster(member("a", 1), member("b", 1), member("c", 3))))
        .containsExactly("SAME_MACHINE");
    MemberStatus.Builder local =
        member("a", 1).clearAgentAddresses().addAgentAddresses("127.0.0.1:7400");
    assertThat(codes(cluster(local, member("b", 2), member("c", 3))))
        .containsExactly("ONE_MACHINE");
  }

  @Test
  void fencesAndComplaints() {
    MemberStatus.Builder bare = member("a", 1).clearFences().addFences("agent");
    assertThat(codes(cluster(bare, member("b", 2), member("c", 3))))
        .containsExactly("NO_OUTER_FENCE");
    MemberStatus.Builder complaining =
        member("a", 1)
            .addProblems(ProblemStatus.newBuilder().setCode("SETTING_OVERRIDDEN").setText("fsync"));
    assertThat(new ProblemsCheck().examine(cluster(complaining)))
        .extracting(Finding::severity)
        .containsExactly(Severity.DANGER);
  }

  @Test
  void aCheckThatFailsLeavesTheOthersAndIsNoAllClear() {
    LocalCheck failing =
        new LocalCheck() {
          @Override
          public String subject() {
            return "what cannot be looked at";
          }

          @Override
          public boolean needsSettings() {
            return false;
          }

          @Override
          public List<Finding> examine(Place place) throws IOException {
            throw new IOException("not for you");
          }
        };
    List<ClusterCheck> none = List.of();
    Examination told =
        Examination.of(
            List.of(failing, new SecretCheck(), new WatchdogCheck()),
            new Place(Path.of("/nowhere"), Optional.empty()),
            "no settings",
            none,
            Optional.empty(),
            "");
    assertThat(told.skipped())
        .extracting(Examination.Skipped::why)
        .containsExactly("not for you", "no settings");
    assertThat(told.findings()).extracting(Finding::code).containsExactly("NO_WATCHDOG");
    assertThat(told.isWell()).isFalse();
    assertThat(told.checks()).isEqualTo(1);
  }

  @Test
  void whoAnswersAndDoesNotSayWhomItReachesIsNoAllClear() {
    Examination told = examined(tried(well(), runs("a", "1", "15.18")));
    assertThat(told.skipped()).isEmpty();
    Examination silent = examined(well());
    assertThat(silent.checks()).isEqualTo(told.checks());
    assertThat(silent.skipped())
        .extracting(Examination.Skipped::subject)
        .contains("the ways from a, and its versions")
        .hasSize(3);
  }

  private static Examination examined(Cluster cluster) {
    return Examination.of(
        List.of(),
        new Place(Path.of("/nowhere"), Optional.empty()),
        "no settings",
        Catalogue.cluster(),
        Optional.of(cluster),
        "");
  }
}
