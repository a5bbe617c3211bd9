package io.saksi.agent.cli.doctor;

import com.google.gson.stream.JsonWriter;
import io.saksi.agent.cli.AgentAddress;
import io.saksi.agent.cli.AgentsOptions;
import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.agent.cli.order.OperationJson;
import io.saksi.agent.cli.rpc.AdminChannels;
import io.saksi.agent.cli.status.StatusClient;
import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.config.AgentOptions;
import io.saksi.agent.config.InvalidOptions;
import io.saksi.agent.doctor.Catalogue;
import io.saksi.agent.doctor.Cluster;
import io.saksi.agent.doctor.Examination;
import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.Place;
import io.saksi.agent.loop.AllAtOnce;
import io.saksi.proto.v1.AdminGrpc;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.ExamineReply;
import io.saksi.proto.v1.ExamineRequest;
import io.saksi.proto.v1.MemberStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what is not safe. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Examines an installation and says what is not safe, with the remedy.",
      "It looks at this machine, the node on it, and the cluster as its agents tell it, and changes"
          + " nothing. Run it on each node, as the agent's user."
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  saksi doctor",
      "  saksi doctor --config /etc/saksi/agent.conf --agents 10.0.0.1,10.0.0.2",
      "  saksi doctor --json | jq '.findings[] | select(.severity == \"danger\")'",
      "",
      "Exit status: 0 nothing worse than advice; 1 a danger or a warning; 2 wrong usage."
    })
public final class DoctorCommand implements Callable<Integer> {
  private static final Duration ONE_AGENT = Duration.ofSeconds(2);

  /** It tries every other member, for up to three seconds. */
  private static final Duration ITS_TRIALS = Duration.ofSeconds(5);

  @Spec private CommandSpec spec;
  @Mixin private AgentsOptions agents;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "/etc/saksi/agent.conf",
      description =
          "The agent's options, one file as saksi agent @FILE reads it. Default:"
              + " /etc/saksi/agent.conf.")
  private Path config;

  @Option(names = "--json", description = "For programs: JSON with stable names.")
  private boolean json;

  /** What a file of options is parsed into. */
  @Command(name = "agent")
  private static final class OptionsOfAgent {
    @Mixin private final AgentOptions options = new AgentOptions();
  }

  @Override
  public Integer call() throws InterruptedException {
    Optional<AgentConfig> settings = settings();
    Optional<ClusterStatus> status = Optional.empty();
    String noCluster = "";
    try {
      status = Optional.of(new StatusClient(agents).ask().status());
    } catch (CliFailure e) {
      noCluster = e.getMessage();
    }
    Optional<Cluster> cluster =
        status.isPresent() ? Optional.of(cluster(status.get())) : Optional.empty();
    Examination examination =
        Examination.of(
            Catalogue.local(),
            new Place(Path.of("/"), settings),
            "the agent's options are not known: --config FILE",
            Catalogue.cluster(),
            cluster,
            noCluster);
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? OperationJson.text(to -> write(to, examination)) : text(examination));
    out.flush();
    return examination.isWell() && cluster.isPresent() ? ExitCode.OK : ExitCode.CLUSTER_PROBLEM;
  }

  private Optional<AgentConfig> settings() {
    if (!Files.isReadable(config)) {
      return Optional.empty();
    }
    OptionsOfAgent parsed = new OptionsOfAgent();
    try {
      new CommandLine(parsed).parseArgs("@" + config);
      return Optional.of(parsed.options.toConfig());
    } catch (CommandLine.ParameterException | InvalidOptions e) {
      throw new CliFailure(
          ExitCode.USAGE,
          config + ": " + PlainText.of(String.valueOf(e.getMessage())),
          "Mend it: saksi agent @" + config + " would not start with it either.");
    }
  }

  /** Each member's agent by itself: what one says of the others is not how it sees the leader. */
  private Cluster cluster(ClusterStatus status) throws InterruptedException {
    Map<String, Cluster.Answer> answers = new LinkedHashMap<>();
    List<Supplier<Cluster.Answer>> questions = new ArrayList<>();
    for (MemberStatus member : status.getMembersList()) {
      String node = member.getName();
      String address = member.getAgentAddressesCount() > 0 ? member.getAgentAddresses(0) : "";
      answers.put(node, new Cluster.Answer(node, address, Optional.empty(), Optional.empty()));
      questions.add(() -> answer(node, address));
    }
    AllAtOnce.of("saksi-doctor", questions, ONE_AGENT.plus(ITS_TRIALS).plusSeconds(1))
        .forEach(answer -> answers.put(answer.node(), answer));
    return new Cluster(status, List.copyOf(answers.values()));
  }

  private Cluster.Answer answer(String node, String address) {
    Optional<ClusterStatus> status = ask(address);
    return new Cluster.Answer(node, address, status, status.flatMap(_ -> trials(address)));
  }

  /** Empty also where an older agent knows nothing of them. */
  private Optional<ExamineReply> trials(String address) {
    try (AdminChannels channels = new AdminChannels(agents::transport)) {
      return Optional.of(
          AdminGrpc.newBlockingStub(channels.open(AgentAddress.parse(address)))
              .withDeadlineAfter(ITS_TRIALS.toMillis(), TimeUnit.MILLISECONDS)
              .examine(ExamineRequest.getDefaultInstance()));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private Optional<ClusterStatus> ask(String address) {
    try {
      AgentAddress agent = AgentAddress.parse(address);
      return Optional.of(
          new StatusClient(List.of(agent), ONE_AGENT, agents::transport).ask().status());
    } catch (CliFailure | IllegalArgumentException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static String text(Examination examination) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : examination.findings()) {
      line(
          text,
          "%-7s  %s: %s: %s"
              .formatted(word(finding), finding.where(), finding.code(), finding.text()));
      if (!finding.remedy().isEmpty()) {
        line(text, "           " + finding.remedy());
      }
    }
    for (Examination.Skipped skipped : examination.skipped()) {
      line(text, "not looked at: " + skipped.subject() + ": " + skipped.why());
    }
    line(
        text,
        examination.checks()
            + " checks, "
            + (examination.findings().isEmpty()
                ? "nothing found"
                : examination.findings().size() + " findings"));
    return text.toString();
  }

  private static void line(StringBuilder text, String line) {
    text.append(PlainText.of(line)).append('\n');
  }

  private static String word(Finding finding) {
    return finding.severity().name().toLowerCase(Locale.ROOT);
  }

  private static void write(JsonWriter json, Examination examination) throws IOException {
    json.beginObject();
    json.name("well").value(examination.isWell());
    json.name("checks").value(examination.checks());
    json.name("findings").beginArray();
    for (Finding finding : examination.findings()) {
      json.beginObject();
      json.name("severity").value(word(finding));
      json.name("code").value(finding.code());
      json.name("where").value(finding.where());
      json.name("text").value(finding.text());
      json.name("remedy").value(finding.remedy());
      json.endObject();
    }
    json.endArray();
    json.name("not_looked_at").beginArray();
    for (Examination.Skipped skipped : examination.skipped()) {
      json.beginObject();
      json.name("subject").value(skipped.subject());
      json.name("why").value(skipped.why());
      json.endObject();
    }
    json.endArray();
    json.endObject();
  }
}
