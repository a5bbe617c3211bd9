package io.saksi.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BallastTest {
  @TempDir private Path home;

  @Test
  void sizesAreWrittenAsPostgresWritesThem() {
    assertThat(Sizes.parse("256MB")).isEqualTo(256L << 20);
    assertThat(Sizes.parse("1 GB")).isEqualTo(1L << 30);
    assertThat(Sizes.parse("8192")).isEqualTo(8192);
    for (String bad : new String[] {"", "-1", "1mb", "many", "1e9", "999999999999999TB"}) {
      assertThatThrownBy(() -> Ballast.parse(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void itIsMadePieceByPieceWhereThereIsPlentyAndRemovedWhenSwitchedOff() throws Exception {
    Volume volume = new Volume(Files.createDirectory(home.resolve("pg_wal")));
    Ballast ballast = Ballast.of(6L << 20);
    ballast.keep(volume, home, false);
    Path file = home.resolve(Ballast.FILE);
    assertThat(file).as("nothing is written while PostgreSQL is down").doesNotExist();
    ballast.keep(volume, home, true);
    assertThat(file).hasSize(4L << 20);
    ballast.keep(volume, home, true);
    assertThat(file).hasSize(6L << 20);
    assertThat(ballast.isReleased()).isFalse();
    Ballast.none().keep(volume, home, false);
    assertThat(file).doesNotExist();
  }
}
