package io.saksi.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with options is found before an agent that runs is ended for them. */
class AgentCommandTest {
  @TempDir private Path folder;
  private Path secret;

  @BeforeEach
  void makeSecret() throws Exception {
    secret = Files.writeString(folder.resolve("secret"), "a secret that is long enough");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void goodOptionsAreSaidToBeGoodByNothing() throws Exception {
    assertThat(check()).isEqualTo(new Said(0, ""));
    assertThat(folder.resolve("home")).as("it only looks").doesNotExist();
  }

  @Test
  void everyKindOfMistakeIsToldAndNotTriedAgain() throws Exception {
    assertMistake("--priority", "many", "Invalid value for option '--priority'");
    assertMistake("--pirority", "1", "Unknown option");
    assertMistake("--hung-after", "1", "--hung-after: 3 to 600 seconds");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
    assertMistake("--priority", "1", "chmod 600");
  }

  private void assertMistake(String option, String value, String part) throws Exception {
    Said said = check(option, value);
    assertThat(said.code()).as(said.err()).isEqualTo(78);
    assertThat(said.err()).startsWith("saksi agent: ").contains(part).hasLineCount(lines(said));
  }

  /** The message, and at most where to find more; never the whole help. */
  private static int lines(Said said) {
    return said.err().contains("--help") ? 2 : 1;
  }

  private record Said(int code, String err) {}

  private Said check(String... more) throws Exception {
    List<String> options =
        new ArrayList<>(List.of("--check", "--cluster", "shop", "--node", "a", "--bootstrap"));
    options.addAll(List.of("--home", folder.resolve("home").toString()));
    options.addAll(List.of("--run-dir", folder.resolve("run").toString()));
    options.addAll(List.of("--listen", "10.0.0.1:7400", "--raft-listen", "10.0.0.1:7401"));
    options.addAll(List.of("--postgres-listen", "10.0.0.1:5432"));
    options.addAll(List.of("--secret-file", secret.toString()));
    options.addAll(List.of(more));
    PrintStream before = System.err;
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      int code = AgentCommand.commandLine().execute(options.toArray(String[]::new));
      return new Said(code, err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }
}
