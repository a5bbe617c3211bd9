package io.saksi.agent.postgres;

import static io.saksi.agent.postgres.TestCluster.timed;
import static io.saksi.agent.postgres.TestNode.BOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.core.model.InstanceId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag(OrdinaryUser.TAG)
class DataDirectoryTest {
  private TestCluster cluster;

  @BeforeEach
  void start() throws Exception {
    cluster = new TestCluster();
  }

  @AfterEach
  void stop() throws Exception {
    cluster.close();
  }

  @Test
  void foreignDirectoryIsRefusedUntouched() throws Exception {
    TestNode a = cluster.primary();
    TestNode b = cluster.empty("b");
    Files.createDirectories(b.data());
    Path precious = Files.writeString(b.data().resolve("precious"), "data");
    assertThat(b.postgres.directory().state()).isInstanceOf(DataDirectoryState.Foreign.class);
    assertThatThrownBy(() -> b.postgres.initdb(BOUND)).hasMessageContaining("not touched");
    assertThatThrownBy(() ->
            b.postgres
                .rejoining()
                .cloneFrom(TestNode.ADDRESS, a.port(), true, Progress.NONE, BOUND))
        .hasMessageContaining("not touched");
    assertThatThrownBy(() -> b.postgres.launch(new StartMode.Primary(new SyncSetting.Nobody())))
        .isInstanceOf(PostgresException.class);
    try (Stream<Path> content = Files.list(b.data())) {
      assertThat(content).containsExactly(precious);
    }
  }

  @Test
  void dataOfAnotherNodeIsForeign() throws Exception {
    TestNode a = cluster.primary();
    var mistaken = new DataDirectory(a.data(), cluster.empty("b").id);
    assertThat(mistaken.state())
        .isEqualTo(new DataDirectoryState.Foreign("it belongs to node 'a'"));
  }

  @Test
  void initdbMakesAnInstanceThatCanBeStarted() throws Exception {
    TestNode node = cluster.empty("n-1");
    CreatedInstance created = node.postgres.initdb(BOUND);
    assertThat(node.postgres.directory().requireComplete()).isEqualTo(created.instance());
    ControlData control = node.postgres.controlData();
    assertThat(control.systemIdentifier()).isEqualTo(created.systemIdentifier());
    assertThat(control.dataChecksums()).isTrue();
    timed("start", node::startPrimary);
    assertThatThrownBy(() -> node.postgres.initdb(BOUND)).hasMessageContaining("not touched");
  }

  /** pg_controldata prints what is in it all the same, and ends with status 0. */
  @Test
  void aControlFileThatWasDamagedIsNotBelieved() throws Exception {
    TestNode node = cluster.empty("n-1");
    node.postgres.initdb(BOUND);
    Path file = node.data().resolve("global").resolve("pg_control");
    byte[] bytes = Files.readAllBytes(file);
    for (int at = 0; at < 200; at += 11) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 4;
      Files.write(file, damaged);
      assertThatThrownBy(node.postgres::controlData)
          .as("byte %d", at)
          .isInstanceOf(PostgresException.class);
    }
    Files.write(file, bytes);
    assertThat(node.postgres.controlData().timeline()).isEqualTo(1);
  }

  @Test
  void cloneThatWasCutOffIsBegunAnew() throws Exception {
    TestNode a = cluster.primary();
    TestNode b = cluster.empty("b");
    WorkArea work = b.postgres.directory().work();
    work.begin("clone of somebody");
    Files.createDirectories(work.data().resolve("base"));
    assertThat(b.postgres.directory().state())
        .isEqualTo(new DataDirectoryState.HalfMade("clone of somebody"));
    AtomicLong copied = new AtomicLong();
    timed(
        "clone",
        () ->
            b.postgres
                .rejoining()
                .cloneFrom(
                    TestNode.ADDRESS, a.port(), false, (done, total) -> copied.set(done), BOUND));
    assertThat(copied).hasPositiveValue();
    assertThat(b.postgres.directory().state()).isInstanceOf(DataDirectoryState.Complete.class);
    assertThat(b.postgres.controlData().systemIdentifier())
        .isEqualTo(a.postgres.controlData().systemIdentifier());
  }

  @Test
  void replacedDataIsKeptOnceAndOnlyWhatWeMovedIsRemoved() throws Exception {
    TestNode a = cluster.primary();
    TestNode b = cluster.empty("b");
    Path notOurs = Files.createDirectories(b.data().resolveSibling("data.saved-1"));
    InstanceId first = clone(a, b, false);
    assertThatThrownBy(() -> clone(a, b, false)).hasMessageContaining("order its replacement");
    assertThat(clone(a, b, true)).isNotEqualTo(first);
    assertThat(b.data().resolveSibling("data.saved-2")).exists();
    clone(a, b, true);
    assertThat(b.data().resolveSibling("data.saved-2")).doesNotExist();
    assertThat(b.data().resolveSibling("data.saved-3")).exists();
    assertThat(notOurs).exists();
  }

  @Test
  void cancelledCloneEndsItsProcess() throws Exception {
    TestNode a = cluster.primary();
    a.asClient("CREATE TABLE big AS SELECT repeat('x', 1000) FROM generate_series(1, 100000)");
    TestNode b = cluster.empty("b");
    Thread cloning =
        Thread.ofVirtual()
            .start(() -> {
              try {
                clone(a, b, false);
              } catch (PostgresException | InterruptedException e) {
                return; // as ordered
              }
            });
    TestCluster.eventually("it copies", () -> !children("pg_basebackup").isEmpty());
    timed(
        "cancel",
        () -> {
          cloning.interrupt();
          cloning.join(BOUND);
        });
    TestCluster.eventually("no child is left", () -> children("pg_basebackup").isEmpty());
    assertThat(b.postgres.directory().state()).isInstanceOf(DataDirectoryState.HalfMade.class);
    clone(a, b, false);
  }

  @Test
  void secretThatOthersCanReadIsRefused() throws Exception {
    TestNode node = cluster.empty("a");
    Files.setPosixFilePermissions(
        node.postgres.config().secretFile(),
        java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(
            () -> PostgresInstance.of(TestCluster.installation(), node.postgres.config()))
        .hasMessageContaining("open to others");
  }

  @Test
  void missingPostgresIsNamedWithTheRemedy() {
    assertThatThrownBy(
            () -> PostgresInstallation.find(java.util.Optional.of(Path.of("/usr/bin/nowhere"))))
        .hasMessageContaining("lacks postgres, initdb")
        .hasMessageContaining("apt install postgresql");
  }

  private static InstanceId clone(TestNode from, TestNode to, boolean replace)
      throws PostgresException, InterruptedException {
    return to.postgres
        .rejoining()
        .cloneFrom(TestNode.ADDRESS, from.port(), replace, Progress.NONE, BOUND);
  }

  private static List<ProcessHandle> children(String program) {
    return ProcessHandle.current()
        .descendants()
        .filter(p -> p.info().command().orElse("").endsWith(program))
        .toList();
  }
}
