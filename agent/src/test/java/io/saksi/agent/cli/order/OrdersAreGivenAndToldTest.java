package io.saksi.agent.cli.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.cli.SaksiCommand;
import io.saksi.agent.cli.Terminal;
import io.saksi.agent.cli.status.FakeAgent;
import io.saksi.proto.v1.Obstacle;
import io.saksi.proto.v1.Operation;
import io.saksi.proto.v1.OrderPreview;
import io.saksi.proto.v1.OrderRequest;
import io.saksi.proto.v1.Switchover;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a script relies on: exit codes, confirmation, and that an order survives a lost call. */
class OrdersAreGivenAndToldTest {
  @TempDir private Path scratch;
  private final FakeOperator operator = new FakeOperator();
  private FakeAgent agent;
  private Path secret;
  private String said = "";

  private final InputStream terminal = System.in;

  @BeforeEach
  void start() throws Exception {
    type("");
    agent = FakeAgent.with(operator);
    secret = Files.writeString(scratch.resolve("secret"), "a secret for this test only");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
  }

  @AfterEach
  void stop() {
    agent.close();
    System.setIn(terminal);
  }

  private static void type(String text) {
    System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private int run(String... words) {
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--agents", agent.address().toString()));
    line.addAll(List.of("--secret-file", secret.toString()));
    StringWriter out = new StringWriter();
    int code =
        SaksiCommand.commandLine(
                new Terminal(Terminal.UNBOUNDED, false, false),
                new SwitchoverCommand(),
                new FailoverCommand(),
                new PauseCommand(),
                new NodeCommand(),
                new ModeCommand(),
                new ExplainCommand(),
                new SettingsCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(out, true))
            .execute(line.toArray(String[]::new));
    said = out.toString();
    return code;
  }

  @Test
  void anExplanationSaysWhatToDoBelowWhatIsWrong() {
    assertThat(run("explain")).isZero();
    assertThat(said)
        .isEqualTo(
            """
            a leads epoch 1
            Why no failover now:
              nothing is wrong with a
            Who would win one:
              b
            What is wrong:
              EXPOSED: alone
                bring a standby back
            """);
  }

  @Test
  void aMaintenanceHasAReasonAndAnEndOrIsEnded() {
    assertThat(run("node", "maintenance", "b", "--reason", "work")).isEqualTo(2);
    assertThat(run("node", "maintenance", "b", "--for", "1h")).isEqualTo(2);
    assertThat(run("node", "maintenance", "b", "--for", "1h", "--end")).isEqualTo(2);
    assertThat(operator.orders).isEmpty();
    assertThat(run("node", "maintenance", "b", "--for", "1h", "--reason", "work")).isZero();
    assertThat(run("node", "maintenance", "b", "--end")).isZero();
    assertThat(operator.orders.getFirst().getOrder().getMaintainNode().getForMs())
        .isEqualTo(3_600_000);
    assertThat(operator.orders.getLast().getOrder().getEndMaintenance().getNode()).isEqualTo("b");
  }

  @Test
  void anOrderIsToldPhaseByPhase() {
    assertThat(run("switchover", "--to", "b", "--reason", "kernel")).isZero();
    assertThat(said).contains("preparing: ").contains("closing: ").contains("b leads epoch 2");
    assertThat(operator.orders.getFirst().getCaller().getWhy()).isEqualTo("kernel");
  }

  @Test
  void whatWasPredictedAndWhatWasIsToldAfterwards() {
    assertThat(run("switchover")).isZero();
    assertThat(said).contains("without service for 0.6 s, predicted: 0.8 s");
    assertThat(run("switchover", "--json")).isZero();
    assertThat(said).contains("\"predicted_ms\": 800").contains("\"outage_ms\": 600");
  }

  @Test
  void aDryRunTellsThePredictionAndWhatItRestsOn() {
    operator.preview =
        OrderPreview.newBuilder().setPredictedMs(700).addPrediction("0.7 s assumed").build();
    assertThat(run("switchover", "--dry-run")).isZero();
    assertThat(said).contains("predicted to take 0.7 s").contains("0.7 s assumed");
    assertThat(run("switchover", "--dry-run", "--json")).isZero();
    assertThat(said).contains("\"predicted_ms\": 700").contains("0.7 s assumed");
  }

  @Test
  void aSwitchoverForLaterIsGivenAndNotWaitedFor() {
    assertThat(run("switchover", "--at", "2026-12-24T03:30:00Z")).as(said).isZero();
    assertThat(said).contains("scheduled: ").contains("--cancel");
    Switchover given = operator.orders.getFirst().getOrder().getSwitchover();
    assertThat(given.getAtEpochMillis())
        .isEqualTo(Instant.parse("2026-12-24T03:30:00Z").toEpochMilli());
    assertThat(given.getBeginWithinMs()).isEqualTo(300_000);
    assertThat(run("switchover", "--at", "half past")).isEqualTo(2);
    assertThat(operator.orders).hasSize(1);
  }

  @Test
  void whatEndsOtherwiseHasItsOwnExitCode() {
    operator.ends = Operation.State.STATE_FAILED;
    assertThat(run("switchover", "--json")).isEqualTo(6);
    assertThat(said).contains("\"state\": \"failed\"").contains("rolled back: b died");
  }

  @Test
  void aCallThatBreaksOffIsFollowedByItsKeyAndNotRepeated() {
    operator.breaksOff = true;
    assertThat(run("switchover")).as(said).isZero();
    assertThat(operator.orders).hasSize(1);
  }

  @Test
  void whatWasGivenIsUnderWayAlsoWhenNobodyCanBeAskedAboutIt() {
    operator.breaksOff = true;
    operator.cannotBeFollowed = true;
    assertThat(run("switchover", "--within", "1s")).as(said).isEqualTo(7);
    assertThat(operator.orders).hasSize(1);
    assertThat(said).contains("still under way").contains("saksi audit");
  }

  @Test
  void whatMayHaveBeenGivenIsNotCalledUnanswered() {
    operator.breaksOffEarly.set(Integer.MAX_VALUE);
    assertThat(run("switchover", "--timeout", "2s")).as(said).isEqualTo(8);
    assertThat(said).contains("not known").contains(operator.orders.getFirst().getKey());
  }

  @Test
  void anOrderIsRepeatedWithItsKeyWhereTheAgentThatTookItDies() {
    operator.breaksOffEarly.set(1);
    assertThat(run("switchover")).as(said).isZero();
    assertThat(operator.orders.stream().map(OrderRequest::getKey).distinct()).hasSize(1);
  }

  @Test
  void anElectionOfALeaderIsWaitedFor() {
    operator.leaderless.set(2);
    assertThat(run("switchover")).as(said).isZero();
    assertThat(operator.orders).hasSize(3);
    assertThat(operator.orders.stream().map(OrderRequest::getKey).distinct()).hasSize(1);
  }

  @Test
  void whereNobodyLeadsTheRemedyIsAboutTheMajority() {
    operator.leaderless.set(Integer.MAX_VALUE);
    assertThat(run("switchover", "--timeout", "2s")).as(said).isEqualTo(3);
    assertThat(said).contains("no agent leads").contains("majority");
  }

  @Test
  void whatIsNotPossibleIsNotAskedAbout() {
    operator.preview =
        OrderPreview.newBuilder()
            .addImpossible(Obstacle.newBuilder().setText("a is not held"))
            .build();
    assertThat(run("node", "detach", "a")).isZero();
    assertThat(said).doesNotContain("Type a to go on");
  }

  @Test
  void aDryRunThatFindsSomethingSaysSoAndOrdersNothing() {
    operator.preview =
        OrderPreview.newBuilder()
            .setWhat("switchover to b")
            .addObstacles(Obstacle.newBuilder().setCode("X").setText("a backup").setRemedy("wait"))
            .build();
    assertThat(run("switchover", "--dry-run")).isEqualTo(1);
    assertThat(said).contains("a backup").contains("wait");
    assertThat(operator.orders).isEmpty();
  }

  @Test
  void whatMayLoseDataIsNotDoneWithoutAWord() {
    assertThat(run("failover", "b")).isEqualTo(5);
    assertThat(run("node", "resume", "a")).isEqualTo(5);
    type("yes\n");
    assertThat(run("failover", "b")).isEqualTo(5);
    assertThat(operator.orders).isEmpty();

    type("b\n");
    assertThat(run("failover", "b")).isZero();
    operator.orders.clear();
    assertThat(run("failover", "b", "--accept-data-loss", "4096")).isZero();

    assertThat(operator.orders.getFirst().getOrder().getFailover().getAcceptDataLossBytes())
        .isEqualTo(4096);
  }

  @Test
  void aPauseHasAReasonAndAnEnd() {
    assertThat(run("pause", "--for", "30m")).isEqualTo(2);
    assertThat(run("pause", "--reason", "x")).isEqualTo(2);
    assertThat(run("pause", "--for", "8d", "--reason", "x")).isEqualTo(2);
    assertThat(operator.orders).isEmpty();
    assertThat(run("pause", "--for", "30m", "--reason", "x")).isZero();
  }

  @Test
  void withoutTheSecretNothingIsAsked() throws Exception {
    Files.delete(secret);
    assertThat(run("switchover")).isEqualTo(2);
    assertThat(said).contains("does not exist").contains("--secret-file");
  }

  @Test
  void theModeTableMarksTheModeThatIs() {
    assertThat(run("mode")).isZero();
    assertThat(said).contains("*  sync-auto").contains("sync-manual").contains("async");
    assertThat(said).contains("primary gone; with --max-lag: and nobody within it");
    assertThat(run("mode", "fast")).isEqualTo(2);
  }

  @Test
  void aTimeOfDayIsTheNextOne() {
    ZonedDateTime now = ZonedDateTime.parse("2026-11-21T10:00:00Z");
    assertThat(SwitchoverCommand.instant("10:30", now))
        .isEqualTo(Instant.parse("2026-11-21T10:30:00Z"));
    assertThat(SwitchoverCommand.instant("03:30", now))
        .isEqualTo(Instant.parse("2026-11-22T03:30:00Z"));
  }
}
