package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.saksi.agent.workload.Database;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.MemberStatus;
import io.saksi.proto.v1.ProblemStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/**
 * A cluster that serves, with much about it that is not safe: each is told with its remedy, and is
 * told no more once it is repaired.
 */
@Story
class DoctorNamesWhatIsBrokenTest {
  private static final int FOUND = 1;

  /** Two inspections of its own PostgreSQL by the agent, and some. */
  private static final Duration INSPECTED_WITHIN = Duration.ofSeconds(60);

  /** A look takes seconds; an agent that is short of processor time may not answer in time. */
  private static final Duration LOOKED_AT_WITHIN = Duration.ofMinutes(2);

  private static final Set<String> OF_POSTGRES =
      Set.of("SETTING_OVERRIDDEN", "COMMITS_DO_NOT_WAIT");

  @Test
  void eachWithItsRemedyUntilItIsRepaired(TestCluster cluster) throws Exception {
    ClusterStatus whole = cluster.awaitWhole();
    new Told(
            cluster,
            new Operator(cluster),
            cluster.primary(whole),
            cluster.node(whole.getSyncSet().getMembers(0)),
            cluster.node(whole.getSyncSet().getMembers(1)),
            witness(cluster))
        .all();
  }

  /** Its vote is worth nothing beside three others. */
  private static TestNode witness(TestCluster cluster) throws Exception {
    Place place = Place.free(36);
    AgentLine line = AgentLine.of(cluster.area(), TestCluster.NAME, "w", place);
    return new TestNode(
        cluster.area(), "w", place, line.joining(cluster.agentAddresses().getFirst()).witness());
  }

  /**
   * @param here where the doctor is asked
   * @param lost whose node dies
   */
  private record Told(
      TestCluster cluster,
      Operator operator,
      TestNode primary,
      TestNode here,
      TestNode lost,
      TestNode witness) {
    void all() throws Exception {
      Doctor doctor = new Doctor(cluster, here);
      Path memory = here.run();
      awaitNothingNamed(doctor);
      breakIt();
      isNamed(doctor);
      repair(memory);
      awaitNothingNamed(doctor);
    }

    private void breakIt() throws Exception {
      witness.start();
      move(here, cluster.area().onDisk().resolve("run"));
      Path files = here.run().resolve("pg");
      Await.until(
          "its gate is open, and nothing is to be changed about it",
          TestCluster.WHOLE_WITHIN,
          () -> {
            Path gate = files.resolve("gate");
            return Files.exists(gate)
                && Files.readString(gate).strip().equals("READ")
                && !Files.exists(files.resolve("gate.closing"));
          });
      cluster
          .statuses()
          .await(
              "all four are there",
              TestCluster.WHOLE_WITHIN,
              s ->
                  s.getMembersList().stream().filter(MemberStatus::getRaftVoter).count() == 4
                      && Statuses.streaming(s) == 2
                      && s.getSyncSet().getMembersCount() == 2);
      Path hba = files.resolve("pg_hba.conf");
      Files.writeString(
          hba,
          Files.readAllLines(hba).stream()
              .filter(line -> !line.contains(" saksi_repl "))
              .collect(Collectors.joining("\n", "", "\n")));
      here.reload();
      lost.kill();
      // With each change of its settings the agent puts back what is overridden, and says nothing.
      cluster
          .statuses()
          .await(
              lost.name() + " is not counted",
              TestCluster.OPEN_WITHIN,
              s -> s.getSetsInForceCount() == 1 && s.getSyncSet().getMembersCount() == 1);
      sql("alter role app in database postgres set synchronous_commit = off");
      override();
      // The last one: an agent that had to start now would refuse to.
      Files.setPosixFilePermissions(
          cluster.area().secret(), PosixFilePermissions.fromString("rw-r--r--"));
    }

    /** Its agent puts it back when it has told of it; what it told stands until it looks again. */
    private void override() throws Exception {
      Files.writeString(
          primary.data().resolve("postgresql.auto.conf"),
          "fsync = off\n",
          StandardOpenOption.APPEND);
      primary.reload();
      cluster
          .statuses()
          .await(
              "its agent complains of its PostgreSQL",
              INSPECTED_WITHIN,
              s -> complaints(s).containsAll(OF_POSTGRES));
    }

    /** What is broken: code, severity, where. */
    private List<Tuple> broken() {
      return List.of(
          tuple("SECRET_READABLE", "danger", "here"),
          tuple("RUN_DIRECTORY_ON_DISK", "danger", "here"),
          tuple("AGENT_SILENT", "danger", lost.name()),
          tuple("AGENT_UNREACHABLE", "warning", lost.name()),
          tuple("SETTING_OVERRIDDEN", "danger", primary.name()),
          tuple("COMMITS_DO_NOT_WAIT", "danger", primary.name()),
          tuple("REPLICATION_REFUSED", "warning", primary.name()),
          tuple("EVEN_VOTERS", "advice", "cluster"));
    }

    private record Look(Doctor.Report report, Run read) {
      boolean names(List<Tuple> all) {
        return report.findings().stream()
            .map(f -> tuple(f.code(), f.severity(), f.where()))
            .toList()
            .containsAll(all);
      }
    }

    private void isNamed(Doctor doctor) throws Exception {
      Look look =
          Await.present(
              "all of it is named",
              LOOKED_AT_WITHIN,
              () -> {
                override();
                Look seen = new Look(doctor.report(), doctor.run());
                boolean toldAlike =
                    seen.report().codes().stream().allMatch(c -> seen.read().said().contains(c));
                return seen.names(broken()) && toldAlike ? Optional.of(seen) : Optional.empty();
              });
      assertThat(look.read().code()).as(look.read().said()).isEqualTo(FOUND);
      assertThat(look.report().findings())
          .allSatisfy(f -> {
            assertThat(f.remedy()).as(f.toString()).isNotBlank();
            assertThat(look.read().said())
                .contains("%-7s  %s: %s: ".formatted(f.severity(), f.where(), f.code()))
                .contains("\n           " + f.remedy() + "\n");
          });
    }

    /** Though all was looked at: an agent that is short of processor time may be too late. */
    private void awaitNothingNamed(Doctor doctor) throws Exception {
      Await.until(
          "nothing of it is named",
          LOOKED_AT_WITHIN,
          () -> {
            Doctor.Report seen = doctor.report();
            return seen.notLookedAt().isEmpty()
                && codesOf(broken()).stream().noneMatch(seen.codes()::contains);
          });
    }

    private void repair(Path memory) throws Exception {
      Files.setPosixFilePermissions(
          cluster.area().secret(), PosixFilePermissions.fromString("rw-------"));
      sql("alter role app in database postgres reset synchronous_commit");
      lost.start();
      cluster
          .statuses()
          .await(
              lost.name() + " is back",
              TestCluster.WHOLE_WITHIN,
              s -> s.getSyncSet().getMembersCount() == 2);
      move(here, memory);
      assertThat(operator.run("node", "remove", "w", "--yes").code()).isZero();
      witness.kill();
      cluster.awaitWhole();
      cluster
          .statuses()
          .await(
              "its agent complains no more",
              INSPECTED_WITHIN,
              s -> complaints(s).stream().noneMatch(OF_POSTGRES::contains));
    }

    private void sql(String statement) throws Exception {
      Database through = cluster.throughRouter();
      try (Connection connection =
              DriverManager.getConnection(through.url(), through.properties());
          Statement session = connection.createStatement()) {
        session.execute(statement);
      }
    }

    private static void move(TestNode node, Path runDirectory) throws Exception {
      assertThat(node.stop()).isZero();
      node.change(line -> line.with("--run-dir", runDirectory));
      node.start();
    }

    private Set<String> complaints(ClusterStatus status) {
      return status.getMembersList().stream()
          .filter(m -> m.getName().equals(primary.name()))
          .flatMap(m -> m.getProblemsList().stream())
          .map(ProblemStatus::getCode)
          .collect(Collectors.toSet());
    }

    private static Set<String> codesOf(Collection<Tuple> broken) {
      return broken.stream().map(t -> (String) t.toList().getFirst()).collect(Collectors.toSet());
    }
  }
}
