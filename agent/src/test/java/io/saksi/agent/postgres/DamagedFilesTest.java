package io.saksi.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL's files and what its programs print, other than they should be. */
class DamagedFilesTest {
  private static final int SEGMENT = 16 << 20;
  private static final List<String> CONTROL =
      List.of(
          "Database system identifier:           7441234567890123456",
          "Database cluster state:               shut down",
          "Latest checkpoint location:           0/3000060",
          "Latest checkpoint's REDO location:    0/3000028",
          "Latest checkpoint's TimeLineID:       2",
          "Minimum recovery ending location:     0/0",
          "Bytes per WAL segment:                16777216",
          "Data page checksum version:           0",
          "max_connections setting:              100",
          "max_worker_processes setting:         8",
          "max_wal_senders setting:              10",
          "max_prepared_xacts setting:           0",
          "max_locks_per_xact setting:           64");

  @TempDir private Path directory;

  private static List<String> control(String... more) {
    List<String> lines = new ArrayList<>(CONTROL);
    lines.addAll(0, List.of(more));
    return lines;
  }

  @Test
  void aControlFileOfWhichTheProgramWarnsIsNotBelieved() {
    assertThat(ControlData.parse(control()).timeline()).isEqualTo(2);
    for (String warning :
        List.of(
            "WARNING: Calculated CRC checksum does not match value stored in file.",
            "pg_controldata: warning: calculated CRC checksum does not match value stored in"
                + " control file")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ControlData.parse(control(warning)))
          .withMessageContaining("CRC");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bytes per WAL segment: 0",
        "Bytes per WAL segment: 16777217",
        "Bytes per WAL segment: -16777216",
        "Latest checkpoint's TimeLineID: 0",
        "Latest checkpoint's TimeLineID: -1",
        "max_connections setting: -1"
      })
  void numbersThatPostgresDoesNotWrite(String line) {
    String name = line.substring(0, line.indexOf(':'));
    List<String> lines =
        CONTROL.stream().map(one -> one.startsWith(name + ":") ? line : one).toList();
    assertThatIllegalArgumentException().isThrownBy(() -> ControlData.parse(lines));
    assertThatIllegalArgumentException()
        .as("twice")
        .isThrownBy(() -> ControlData.parse(control(line)));
  }

  private TimelineHistory history(byte[] content) throws IOException {
    Files.write(directory.resolve("00000003.history"), content);
    return WalFiles.in(directory, SEGMENT).history(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "x\t0/1", "1\t0", "2\t0/9\n1\t0/9", "3\t0/9", "1\t0/9\n2\t0/8"})
  void aHistoryThatIsNone(String text) {
    assertThatThrownBy(() -> history(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is damaged");
  }

  /** PostgreSQL writes its user's words there, in the server's encoding. */
  @Test
  void aRestorePointWithAnUmlautIsNoDamage() throws Exception {
    byte[] latin =
        "1\t0/3000148\tat restore point \"M\u00E4rz\"\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(history(latin).endOf(1)).contains(new Lsn(0x3000148));
    Path data = Files.createDirectories(directory.resolve("data"));
    Path wal = Files.createDirectories(data.resolve("pg_wal"));
    Files.write(wal.resolve("00000002.history"), latin);
    new BurnedTimelines(data).removeIfNewest();
    assertThat(wal.resolve("00000002.history")).exists();
  }

  @Test
  void settingsInAnotherEncodingStayAsTheyAre() throws Exception {
    Path file = directory.resolve("postgresql.auto.conf");
    byte[] kept = "search_path = 'M\u00E4rz'\n".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(file, kept);
    new AutoConf(file).clean();
    assertThat(file).hasBinaryContent(kept);
    Files.write(
        file,
        "search_path = 'M\u00E4rz'\nfsync'off'\nFSYNC= off\n"
            .getBytes(StandardCharsets.ISO_8859_1));
    assertThat(new AutoConf(file).ownedSettings()).isNotEmpty();
    new AutoConf(file).clean();
    assertThat(file).hasBinaryContent(kept);
  }

  @Test
  void timelinesBeyondAllArePassedOver() throws Exception {
    Files.createFile(directory.resolve("FFFFFFFF0000000000000001"));
    Files.createFile(directory.resolve("000000020000000000000001"));
    assertThat(WalFiles.in(directory, SEGMENT).newestTimeline()).contains(2);
  }

  @Test
  void recordsThatAreNone() {
    String record = "rmgr: Heap len (rec/tot): 59/%s, tx: 7, lsn: %s, prev 0/1, desc: INSERT";
    assertThat(
            WalEnd.records(
                List.of(
                    record.formatted("99999999999999999999", "0/30000F8"),
                    record.formatted("2000000000", "0/30000F8"),
                    record.formatted("59", "0/////"),
                    record.formatted("59", "123456789/0")),
                SEGMENT))
        .isEmpty();
    assertThat(WalEnd.records(List.of(record.formatted("59", "0/30000F8")), SEGMENT))
        .containsExactly(new WalEnd.WalRecord(new Lsn(0x30000F8), new Lsn(0x3000138)));
    assertThat(WalEnd.lastValid("error in WAL record at 123456789/0:")).isEmpty();
    assertThat(WalEnd.lastValid("error in WAL record at 0/3000148:")).contains(new Lsn(0x3000148));
  }

  @Test
  void progressBeyondAllBytes() {
    assertThat(CopiedBytes.parse("12345/67890 kB (18%) copied"))
        .contains(new CopiedBytes(12345 * 1024, 67890 * 1024));
    assertThat(CopiedBytes.parse("9223372036854775807/9223372036854775807 kB (1%)")).isEmpty();
  }

  @Test
  void versionsThatAreNone() {
    Path bin = Path.of("/usr/bin");
    assertThat(PostgresInstallation.parse(bin, "postgres (PostgreSQL) 18beta1").orElseThrow())
        .isEqualTo(new PostgresInstallation(bin, 18, "18beta1"));
    assertThat(PostgresInstallation.parse(bin, "postgres (PostgreSQL) 99999999999")).isEmpty();
  }

  /** A node whose reports cannot be understood counts as silent. */
  @Test
  void anInstanceThatCannotBeToldIsForeign() throws Exception {
    Path data = Files.createDirectories(directory.resolve("data"));
    DataDirectory own = new DataDirectory(data, new NodeId("a"));
    Files.writeString(data.resolve("saksi.instance"), "a data-of-a\n");
    assertThat(own.state()).isInstanceOf(DataDirectoryState.Complete.class);
    for (String id : List.of("x\u0001", "x".repeat(65), "\u00E4", "")) {
      Files.writeString(data.resolve("saksi.instance"), "a " + id + "\n");
      assertThat(own.state()).as(id).isInstanceOf(DataDirectoryState.Foreign.class);
    }
  }

  @Test
  void aDamagedMarkerIsNobodysAndHidesNothing() throws Exception {
    Files.write(directory.resolve(Salvage.MARKER), new byte[] {(byte) 0xC3, 'x'});
    assertThat(new Salvage.Entry(directory, 1).key()).endsWith("x");
    Path root = Files.createDirectories(directory.resolve("work"));
    Files.write(root.resolve("saksi.marker"), new byte[] {(byte) 0xC3, 'x'});
    assertThat(new WorkArea(root).purpose()).endsWith("x");
  }
}
