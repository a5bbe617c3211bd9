package io.saksi.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.os.ProcessTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The agent and its children are killed (SIGKILL) at every step of a rejoin, PostgreSQL is not, as
 * in life; the next agent brings the node back. This test's own process stays who it is, for an
 * ordinary user could not start the next ones.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class RejoinCrashTest {
  private static final Set<RejoinStep> OF_A_CLONE =
      EnumSet.of(
          RejoinStep.SALVAGED,
          RejoinStep.REPORTED,
          RejoinStep.CLONE_CHECKED,
          RejoinStep.CLONE_BEGUN,
          RejoinStep.COPYING,
          RejoinStep.COPIED,
          RejoinStep.IDENTIFIED,
          RejoinStep.MOVED_ASIDE,
          RejoinStep.MOVED_IN,
          RejoinStep.CLONED);

  private static final Set<RejoinStep> ONLY_OF_A_CLONE =
      EnumSet.range(RejoinStep.CLONE_CHECKED, RejoinStep.CLONED);

  private static Process world;
  private static BufferedReader answers;
  private static PrintWriter orders;
  private static List<String> place;
  private final List<Process> agents = new ArrayList<>();

  @BeforeAll
  static void begin() throws Exception {
    world = java(RejoinWorld.class, List.of()).redirectErrorStream(false).start();
    answers = world.inputReader(StandardCharsets.UTF_8);
    orders = new PrintWriter(world.outputWriter(StandardCharsets.UTF_8), true);
    String line = answers.readLine();
    while (line != null && !line.startsWith("WORLD ")) {
      line = answers.readLine();
    }
    assertThat(line).as("the world came up").isNotNull();
    place = List.of(line.split(" ", 5));
  }

  @AfterAll
  static void end() throws Exception {
    orders.close();
    if (!world.waitFor(30, TimeUnit.SECONDS)) {
      world.destroyForcibly();
    }
  }

  @AfterEach
  void endAgents() throws Exception {
    for (Process agent : agents) {
      kill(agent);
    }
  }

  static Stream<RejoinStep> stepsOfARewind() {
    return Arrays.stream(RejoinStep.values()).filter(step -> !ONLY_OF_A_CLONE.contains(step));
  }

  static Stream<RejoinStep> stepsOfAClone() {
    return OF_A_CLONE.stream();
  }

  @ParameterizedTest
  @MethodSource("stepsOfARewind")
  void killedWhileItRewindsItStillComesBack(RejoinStep step) throws Exception {
    order("reset");
    killedAt(step, place.get(4));
    comesBack();
  }

  @ParameterizedTest
  @MethodSource("stepsOfAClone")
  void killedWhileItIsClonedItStillComesBack(RejoinStep step) throws Exception {
    order("reset");
    killedAt(step, "-");
    comesBack("-");
  }

  @Test
  void halfRewoundDirectoryIsKnownAsSuchAndCloned() throws Exception {
    order("reset half-rewound");
    List<String> said = comesBack(place.get(4), false);
    assertThat(said).anyMatch(line -> line.startsWith("DOES Clone"));
    assertThat(said)
        .noneMatch(line -> line.startsWith("DOES StartRecruit") && isBeforeClone(said, line));
  }

  private static boolean isBeforeClone(List<String> said, String line) {
    return said.indexOf(line)
        < said.indexOf(
            said.stream().filter(l -> l.startsWith("DOES Clone")).findFirst().orElse(""));
  }

  @Test
  void formerPrimaryIsNotStartedBeforeItsWalWasChecked() throws Exception {
    order("reset");
    List<String> said = comesBack(place.get(4), true);
    List<String> does =
        said.stream().filter(l -> l.startsWith("DOES ") && !l.contains("Promise")).toList();
    assertThat(does.get(0)).startsWith("DOES CheckFork");
    assertThat(does.get(1)).startsWith("DOES Rewind");
  }

  @Test
  void orphanOfADeadAgentDoesNotWriteIntoWhatTheNextOneMakes() throws Exception {
    order("reset");
    Process agent = agent(place.get(4), "-", "REWINDING");
    until(agent, "AT REWINDING");
    List<ProcessHandle> tools = tools(agent);
    assertThat(tools).as("pg_rewind is under way").isNotEmpty();
    for (ProcessHandle tool : tools) {
      run("kill", "-STOP", Long.toString(tool.pid()));
    }
    agent.destroyForcibly().waitFor();
    comesBack();
    for (ProcessHandle tool : tools) {
      // A zombie is dead; when it is reaped is for whoever inherited it.
      assertThat(ProcessTable.find(tool.pid()).filter(p -> !p.isDead()))
          .as("the orphan was ended: " + tools)
          .isEmpty();
    }
  }

  @Test
  void suspendedNodeIsLeftAsItIs() throws Exception {
    order("reset");
    Path data = Path.of(place.get(1), "a", "data");
    byte[] before = Files.readAllBytes(data.resolve("global/pg_control"));
    Process agent = agent(place.get(4), "SUSPENDED", "-");
    List<String> said = until(agent, "LEFT ALONE");
    assertThat(said.stream().filter(l -> l.startsWith("DOES ")))
        .allMatch(line -> line.startsWith("DOES Promise"));
    assertThat(Files.readAllBytes(data.resolve("global/pg_control"))).isEqualTo(before);
    assertThat(Path.of(place.get(1), "a", "salvage")).doesNotExist();
  }

  private void killedAt(RejoinStep step, String fork) throws Exception {
    Process agent = agent(fork, "-", step.name());
    until(agent, "AT " + step);
    kill(agent);
    nothingIsLost();
  }

  /** What the history lacks is either where it was, or saved. */
  private static void nothingIsLost() {
    Path home = Path.of(place.get(1), "a");
    String segment = "000000010000000000000003";
    boolean saved =
        Files.exists(home.resolve("salvage/1").resolve(segment))
            && Files.exists(home.resolve("salvage/1/saksi.salvage"));
    boolean untouched =
        Files.exists(home.resolve("data/pg_wal").resolve(segment))
            && !Files.exists(home.resolve("data.saksi-rewinding"));
    assertThat(saved || untouched).as("the WAL that the history lacks is there").isTrue();
  }

  private void comesBack() throws Exception {
    comesBack(place.get(4));
  }

  private void comesBack(String fork) throws Exception {
    comesBack(fork, true);
  }

  private List<String> comesBack(String fork, boolean diverged) throws Exception {
    Process agent = agent(fork, "-", "-");
    List<String> said = until(agent, "STREAMING");
    System.out.println("measured: came back: " + said.getLast());
    order("check");
    if (diverged) {
      assertThat(Path.of(place.get(1), "a", "salvage", "1", "report.json")).exists();
      assertThat(Path.of(place.get(1), "a", "salvage", "2")).as("told once").doesNotExist();
    }
    return said;
  }

  private Process agent(String fork, String hold, String step) throws IOException {
    Process agent =
        java(
                RejoiningAgent.class,
                List.of(place.get(1), place.get(2), place.get(3), fork, hold, step))
            .redirectErrorStream(true)
            .start();
    agents.add(agent);
    return agent;
  }

  private static List<String> until(Process agent, String word) throws IOException {
    List<String> said = new ArrayList<>();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(agent.getInputStream(), StandardCharsets.UTF_8));
    String line;
    while ((line = lines.readLine()) != null) {
      said.add(line);
      if (line.startsWith(word)) {
        return said;
      }
    }
    throw new AssertionError("it never said " + word + ":\n" + String.join("\n", said));
  }

  /** The agent and what it runs, but not PostgreSQL: the guard leaves that alone too. */
  private static void kill(Process agent) throws Exception {
    List<ProcessHandle> tools = tools(agent);
    agent.destroyForcibly().waitFor();
    tools.forEach(ProcessHandle::destroyForcibly);
  }

  private static List<ProcessHandle> tools(Process agent) {
    return agent.toHandle().descendants().filter(RejoinCrashTest::isTool).toList();
  }

  private static boolean isTool(ProcessHandle process) {
    String command = process.info().command().orElse("");
    return !command.endsWith("/postgres");
  }

  private static void order(String what) throws IOException {
    orders.println(what);
    assertThat(answers.readLine()).as(what).isEqualTo("OK");
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private static ProcessBuilder java(Class<?> main, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(Collections.unmodifiableList(command))
        .redirectError(ProcessBuilder.Redirect.INHERIT);
  }
}
