package io.saksi.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.property.Draw;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsTest {
  private static final Target GOOD = Target.ofText("good", Draw.of("1")).forgiving().tried(_ -> {});

  private static final Target BAD =
      Target.ofText("bad", Draw.of("1"))
          .tried(input -> Integer.parseInt(new String(input, StandardCharsets.UTF_8)));

  @TempDir Path directory;

  private int run(String... arguments) throws Exception {
    return Fuzz.run(arguments, List.of(GOOD, BAD));
  }

  private Path findings() {
    return directory.resolve("findings");
  }

  @Test
  void eachOptionIsRead() {
    Options options =
        Options.parse(
            new String[] {
              "--duration", "8h", "--seed", "-3", "--only", "wire,http", "--json", "f"
            });
    assertThat(options.duration()).isEqualTo(Duration.ofHours(8));
    assertThat(options.seed()).isEqualTo(-3);
    assertThat(options.only()).containsExactly("wire", "http");
    assertThat(options.json()).contains(Path.of("f"));
    assertThat(Options.parse(new String[0]).duration()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void mistakesAreNamed() throws Exception {
    assertThatThrownBy(() -> Options.parse(new String[] {"--duration", "1d"}))
        .hasMessageContaining("8h");
    assertThatThrownBy(() -> Options.parse(new String[] {"--fast", "1"}))
        .hasMessageContaining("unknown option: --fast");
    assertThatThrownBy(() -> Options.parse(new String[] {"--seed"})).hasMessageContaining("--seed");
    assertThat(run("--only", "ugly", "--duration", "1s")).isEqualTo(2);
  }

  @Test
  void whatStandsGivesZero() throws Exception {
    Path json = directory.resolve("out.json");
    assertThat(run("--only", "good", "--duration", "0s", "--json", json.toString())).isZero();
    assertThat(Files.readString(json)).contains("\"parser\": \"good\"", "\"findings\": []");
  }

  /** The input is kept, and gives the finding again. */
  @Test
  void aFindingIsKeptAndGivesOne() throws Exception {
    assertThat(run("--duration", "0s", "--findings", findings().toString())).isEqualTo(1);
    List<Path> kept = kept(".input");
    assertThat(kept).isNotEmpty();
    assertThat(run("--only", "bad", "--replay", kept.getFirst().toString())).isEqualTo(1);
    assertThat(Files.readString(kept(".txt").getFirst()))
        .contains("seed 0, case ", "NumberFormatException");
    assertThat(run("--only", "good", "--replay", kept.getFirst().toString())).isZero();
  }

  private List<Path> kept(String end) throws IOException {
    try (var all = Files.list(findings())) {
      return all.filter(file -> file.toString().endsWith(end)).toList();
    }
  }
}
