package io.saksi.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.saksi.agent.cluster.Picture;
import io.saksi.core.command.Command;
import io.saksi.core.decide.check.ProblemCode;
import io.saksi.core.model.Goals;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Settings;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import io.saksi.wire.LeaderView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shipped for Prometheus and Grafana asks for what agents really tell. */
class MonitoringFilesTest {
  private static final Path ROOT = Path.of(System.getProperty("saksi.root"));
  private static final Path FILES = ROOT.resolve("deploy").resolve("monitoring");
  private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-zA-Z_:][\\w:]*)[ {]");
  private static final Duration PROMTOOL_BOUND = Duration.ofMinutes(1);

  private static final String OF_ITS_CODE = "{{ $labels.code | toLower }}";

  /** Of the problems that are in no rule, and why. */
  private static final Set<ProblemCode> SILENT =
      Set.of(
          ProblemCode.EXPOSED, // by saksi_exposed
          ProblemCode.PAUSED, // by saksi_paused
          ProblemCode.IN_MAINTENANCE, // wanted; its end is told
          ProblemCode.SWITCHOVER_UNDER_WAY, // wanted
          ProblemCode.SWITCHOVER_SCHEDULED, // wanted
          ProblemCode.NO_FENCE_POSSIBLE); // as it was set up: saksi doctor says it

  @TempDir Path scratch;

  private static String read(String name) throws IOException {
    return Files.readString(FILES.resolve(name));
  }

  private static List<AlertRules.Rule> rules() throws IOException {
    return AlertRules.parse(read("saksi.rules.yml"));
  }

  /** Of every role, with all that an operator may have set. */
  private static Set<String> exposed() throws Exception {
    Set<String> names = new TreeSet<>(Set.of("up")); // Prometheus' own
    ClusterState paused =
        Cluster.after(
            withGoals(Cluster.openA()),
            new Command.Pause("work", Optional.of(Instant.ofEpochSecond(2_000_000_000))));
    FakeNode primary = FakeNode.openPrimary();
    primary.state = Optional.of(paused);
    FakeNode away = FakeNode.standby(Cluster.C, 0);
    away.state =
        Optional.of(
            Cluster.after(
                Cluster.openA(),
                new Command.BeginMaintenance(
                    Cluster.C, "work", Instant.ofEpochSecond(2_000_000_000), Optional.empty())));
    FakeNode whole = FakeNode.openPrimary();
    whole.state = Optional.of(withGoals(Cluster.openA()));
    whole.picture = Optional.of(everybody(whole));
    for (FakeNode node :
        List.of(whole, primary, away, FakeNode.standby(Cluster.B, 10), FakeNode.witness())) {
      try (Served served = new Served(node)) {
        SAMPLE.matcher(served.get("/metrics").body()).results().forEach(m -> names.add(m.group(1)));
      }
    }
    return names;
  }

  /** All are heard, so that it can be told what the loss of the primary would mean. */
  private static Picture everybody(FakeNode primary) {
    Picture before = primary.picture.orElseThrow();
    List<LeaderView.Seen> seen = new ArrayList<>(before.view().nodes());
    Lsn end = new Lsn(FakeNode.END);
    for (NodeId node : List.of(Cluster.B, Cluster.C, Cluster.W)) {
      boolean witness = node.equals(Cluster.W);
      Postgres postgres =
          witness
              ? new Postgres.Witness()
              : new Postgres.Standby(
                  1, end, end, Optional.of(new Postgres.Upstream(Cluster.A, node.name())), true);
      seen.add(
          new LeaderView.Seen(
              new NodeReport(
                  node,
                  Cluster.E1,
                  witness ? Optional.empty() : Optional.of(new InstanceId("data-of-" + node)),
                  postgres,
                  witness ? Gate.CLOSED : Gate.READ,
                  Optional.empty(),
                  1,
                  List.of()),
              Duration.ZERO));
    }
    LeaderView view = before.view();
    return new Picture(
        new LeaderView(
            view.leader(), view.term(), view.stateVersion(), view.epoch(), view.sequence(), seen),
        before.heardAt());
  }

  private static ClusterState withGoals(ClusterState state) {
    Settings now = state.settings();
    Goals goals =
        new Goals(Optional.of(Duration.ofSeconds(9)), Optional.of(new Goals.Rpo.Wal(1 << 20)));
    return Cluster.after(
        state,
        new Command.SetSettings(
            new Settings(
                now.mode(),
                now.syncCount(),
                now.exposedAllowed(),
                now.leaseTtl(),
                now.driftPerMille(),
                now.leaseMargin(),
                now.silence(),
                now.gatherTimeout(),
                now.candidateTimeout(),
                now.memberLost(),
                now.memberStable(),
                now.readTtl(),
                now.asyncLagBound(),
                now.failoverPause(),
                goals)));
  }

  private static List<String> dashboardExpressions() throws IOException {
    JsonObject dashboard = JsonParser.parseString(read("saksi.dashboard.json")).getAsJsonObject();
    Stream<String> ofPanels =
        elements(dashboard.getAsJsonArray("panels"))
            .filter(panel -> panel.has("targets"))
            .flatMap(panel -> elements(panel.getAsJsonArray("targets")))
            .map(target -> target.get("expr").getAsString());
    Stream<String> ofAnnotations =
        elements(dashboard.getAsJsonObject("annotations").getAsJsonArray("list"))
            .map(annotation -> annotation.get("expr").getAsString());
    return Stream.concat(ofPanels, ofAnnotations).toList();
  }

  private static Stream<JsonObject> elements(JsonArray array) {
    return array.asList().stream().map(JsonElement::getAsJsonObject);
  }

  @Test
  void everyMetricIsOneThatAnAgentTells() throws Exception {
    Set<String> exposed = exposed();
    List<String> expressions =
        Stream.concat(rules().stream().map(r -> r.get("expr")), dashboardExpressions().stream())
            .toList();
    assertThat(expressions).hasSizeGreaterThan(50);
    for (String expression : expressions) {
      Set<String> asked = PromQl.metrics(expression);
      assertThat(asked).as(expression).isNotEmpty();
      assertThat(exposed).as(expression).containsAll(asked);
    }
  }

  /** A test that overlooked a wrong name would pass everything. */
  @Test
  void aNameThatNobodyTellsIsSeen() throws Exception {
    assertThat(
            PromQl.metrics(
                "max by (cluster, on) (saksi_nonsense{code=~\"A|B\"}) > 2 * rate(saksi_x[5m])"
                    + " unless on (cluster) saksi_y == 1 or absent(up{job=\"saksi\"})"))
        .containsExactly("saksi_nonsense", "saksi_x", "saksi_y", "up");
    assertThat(exposed()).doesNotContain("saksi_nonsense").contains("saksi_primary");
    assertThatThrownBy(() -> AlertRules.parse("groups:\n  - name: x\n   rules:\n"))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> AlertRules.parse("groups:\n    alert: [x]\n"))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void everyMetricIsInTheManual() throws Exception {
    String manual = Files.readString(ROOT.resolve("docs").resolve("http.md"));
    for (String name : exposed()) {
      if (name.startsWith("saksi_")) {
        assertThat(manual).as(name).containsPattern("`" + name + "[`{]");
      }
    }
  }

  @Test
  void everyAlertSaysHowBadItIsAndWhatToDo() throws Exception {
    Set<String> names = new TreeSet<>();
    for (AlertRules.Rule rule : rules()) {
      assertThat(names.add(rule.name())).as("once: " + rule.name()).isTrue();
      assertThat(rule.name()).startsWith("Saksi");
      assertThat(rule.get("severity")).isIn("critical", "warning", "info");
      assertThat(rule.get("summary")).as(rule.name()).isNotBlank();
      assertThat(rule.get("description")).as(rule.name()).hasSizeGreaterThan(40);
      for (String link : links(rule)) {
        assertThat(exists(link)).as(link).isTrue();
      }
    }
  }

  /** Where it leads: for each code that it is about, where its link names the code. */
  private static List<String> links(AlertRules.Rule rule) {
    String link = rule.get("runbook");
    if (!link.contains(OF_ITS_CODE)) {
      return List.of(link);
    }
    Set<String> codes = PromQl.codes(rule.get("expr"));
    assertThat(codes).as(rule.name()).isNotEmpty();
    return codes.stream()
        .map(code -> link.replace(OF_ITS_CODE, code.toLowerCase(Locale.ROOT)))
        .toList();
  }

  /** A document, and a heading of it as Markdown's readers name it. */
  private static boolean exists(String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path file = ROOT.resolve(parts[0]);
    return Files.exists(file)
        && (parts.length == 1
            || Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^a-z0-9_ -]", "").replace(' ', '-'))
                .anyMatch(parts[1]::equals));
  }

  @Test
  void everyCodeIsInACatalogueAndEveryProblemInARule() throws Exception {
    String catalogues =
        Files.readString(ROOT.resolve("docs").resolve("problems.md"))
            + Files.readString(ROOT.resolve("docs").resolve("postgresql.md"));
    Set<String> codes =
        rules().stream()
            .flatMap(rule -> PromQl.codes(rule.get("expr")).stream())
            .collect(Collectors.toCollection(TreeSet::new));
    for (String code : codes) {
      assertThat(catalogues).contains("| `" + code + "` |");
    }
    assertThat(Arrays.stream(ProblemCode.values()).filter(code -> !SILENT.contains(code)))
        .allSatisfy(code -> assertThat(codes).contains(code.name()));
    assertThat(codes).doesNotContainAnyElementsOf(SILENT.stream().map(Enum::name).toList());
  }

  @Test
  void panelsDoNotLieOverEachOther() throws Exception {
    JsonObject dashboard = JsonParser.parseString(read("saksi.dashboard.json")).getAsJsonObject();
    Set<String> taken = new TreeSet<>();
    Set<Integer> ids = new TreeSet<>();
    elements(dashboard.getAsJsonArray("panels"))
        .forEach(panel -> {
          assertThat(ids.add(panel.get("id").getAsInt())).isTrue();
          JsonObject at = panel.getAsJsonObject("gridPos");
          for (int x = 0; x < at.get("w").getAsInt(); x++) {
            for (int y = 0; y < at.get("h").getAsInt(); y++) {
              int column = at.get("x").getAsInt() + x;
              assertThat(column).isLessThan(24);
              assertThat(taken.add(column + "," + (at.get("y").getAsInt() + y)))
                  .as(panel.get("title").getAsString())
                  .isTrue();
            }
          }
        });
  }

  @Test
  void theManualShowsThePgbouncerFileThatIsShipped() throws Exception {
    String shipped =
        Files.readString(ROOT.resolve("deploy").resolve("pgbouncer").resolve("pgbouncer.ini"))
            .lines()
            .filter(line -> !line.startsWith(";"))
            .collect(Collectors.joining("\n"));
    assertThat(Files.readString(ROOT.resolve("docs").resolve("clients.md")))
        .contains("```ini\n" + shipped.strip() + "\n```");
  }

  /** By Prometheus' own tool, where it is on the PATH; skipped, and said so, elsewhere. */
  @Test
  void prometheusUnderstandsThem() throws Exception {
    Optional<Path> promtool = promtool();
    assumeTrue(
        promtool.isPresent(), "no promtool on the PATH: the rules were read by this test only");
    run(promtool.get(), "check", "rules", FILES.resolve("saksi.rules.yml").toString());
    run(promtool.get(), "check", "config", FILES.resolve("prometheus.yml").toString());
    run(promtool.get(), "test", "rules", FILES.resolve("saksi.rules.test.yml").toString());
    StringBuilder records = new StringBuilder("groups:\n- name: dashboard\n  rules:\n");
    List<String> expressions = dashboardExpressions();
    for (int i = 0; i < expressions.size(); i++) {
      records.append(
          "  - record: panel:%d\n    expr: |\n      %s\n".formatted(i, expressions.get(i)));
    }
    Path file = Files.writeString(scratch.resolve("dashboard.yml"), records);
    run(promtool.get(), "check", "rules", file.toString());
  }

  private static Optional<Path> promtool() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .map(directory -> Path.of(directory, "promtool"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static void run(Path promtool, String... arguments) throws Exception {
    List<String> command =
        Stream.concat(Stream.of(promtool.toString()), Stream.of(arguments)).toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(PROMTOOL_BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }
}
