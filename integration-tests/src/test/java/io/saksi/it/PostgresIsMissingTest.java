package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PostgresIsMissingTest {
  private static final String REMEDY = "install PostgreSQL 14 or newer";
  private Area area;
  private AgentLine line;

  @BeforeEach
  void place() throws Exception {
    area = new Area();
    line = AgentLine.of(area, "missing", "a", Place.free(31)).founding();
  }

  @AfterEach
  void end() {
    area.close();
  }

  @Test
  void directoryThatIsNotThere() throws Exception {
    Refused.withMessage(
        area, line.with("--postgres-bin", "/no/such"), "/no/such lacks postgres", REMEDY);
    assertThat(area.home("a").resolve("data")).doesNotExist();
  }

  @Test
  void clientWithoutServer() throws Exception {
    Path programs = programs(List.of("pg_basebackup", "pg_rewind"), "15.0");
    Refused.withMessage(
        area, line.with("--postgres-bin", programs), programs + " lacks postgres, initdb", REMEDY);
  }

  @Test
  void versionThatIsTooOld() throws Exception {
    Path programs =
        programs(
            List.of(
                "postgres", "initdb", "pg_basebackup", "pg_rewind", "pg_controldata", "pg_waldump"),
            "13.14");
    Refused.withMessage(
        area, line.with("--postgres-bin", programs), "PostgreSQL 13.14, which is too old", REMEDY);
  }

  private Path programs(List<String> names, String version) throws Exception {
    Path directory = Shipped.directory(area.home(""));
    for (String name : names) {
      Path program = directory.resolve(name);
      Files.writeString(program, "#!/bin/sh\necho '" + name + " (PostgreSQL) " + version + "'\n");
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return directory;
  }
}
