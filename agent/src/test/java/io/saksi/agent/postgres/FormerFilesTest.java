package io.saksi.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormerFilesTest {
  @TempDir private Path root;
  private Path data;
  private FormerFiles former;

  @BeforeEach
  void make() throws Exception {
    data = Files.createDirectory(root.resolve("data"));
    former = new FormerFiles(data);
    Files.writeString(data.resolve("pg_hba.conf"), "local all all peer");
  }

  @Test
  void whatWasReplacedInTheDataDirectoryComesBack() throws Exception {
    Path settings = Files.writeString(data.resolve("postgresql.conf"), "port = 1");
    former.keep(settings);
    Files.writeString(settings, "include 'nothing'");
    Files.delete(data.resolve("pg_hba.conf"));
    former.keep(settings);
    assertThat(former.putBack()).contains(settings);
    assertThat(settings).hasContent("port = 1");
    assertThat(data.resolve("pg_hba.conf")).hasContent("local all all peer");
  }

  @Test
  void settingsThatAreElsewhereStayAndOursGo() throws Exception {
    Path etc = Files.createDirectory(root.resolve("etc"));
    Path settings = Files.writeString(etc.resolve("postgresql.conf"), "port = 1");
    Path start = Files.writeString(etc.resolve("start.conf"), "auto");
    former.keep(settings);
    Files.writeString(data.resolve("postgresql.conf"), "include 'nothing'");
    Files.writeString(start, "disabled");
    assertThat(former.putBack()).contains(settings);
    assertThat(data.resolve("postgresql.conf")).doesNotExist();
    assertThat(start).hasContent("auto");
  }

  /** A later adoption must not put back what was there before the first. */
  @Test
  void afterItWasGivenBackNothingIsKept() throws Exception {
    Path settings = Files.writeString(data.resolve("postgresql.conf"), "port = 1");
    former.keep(settings);
    former.forget();
    assertThat(former.putBack()).isEmpty();
    Files.writeString(settings, "port = 2");
    former.keep(settings);
    Files.writeString(settings, "");
    assertThat(former.putBack()).contains(settings);
    assertThat(settings).hasContent("port = 2");
  }
}
