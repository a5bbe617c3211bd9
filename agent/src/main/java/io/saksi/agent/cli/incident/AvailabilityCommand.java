package io.saksi.agent.cli.incident;

import io.saksi.agent.cli.AgentsOptions;
import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.order.OperationJson;
import io.saksi.proto.v1.HistoryView;
import io.saksi.proto.v1.ListIncidentsReply;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code saksi incident availability}. */
@Command(
    name = "availability",
    mixinStandardHelpOptions = true,
    description = {
      "How much of a period there was service, in percent, cut off and never rounded up; against a",
      "target if one is given. Planned downtime counts, and is told apart. Where an RTO or an RPO"
          + " is set",
      "(saksi settings rto=5s rpo=0): which outages were longer, which lost more. They are those"
          + " that",
      "are set now, and do not change the exit status."
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  saksi incident availability --since 30d",
      "  saksi incident availability --from 2026-11-01 --to 2026-12-01 --target 99.95",
      "",
      "Exit status: 0 as wanted; 1 the target is missed, or nobody in touch with the Raft leader",
      "can vouch for it; 2 wrong usage; 3 no agent answered."
    })
final class AvailabilityCommand implements Callable<Integer> {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final int MOST_DIGITS = 6;

  @Spec private CommandSpec spec;
  @Mixin private AgentsOptions agents;
  @Mixin private OutputOptions output;
  @Mixin private Period period;

  @Option(names = "--target", paramLabel = "PERCENT", description = "For example 99.95.")
  private BigDecimal target;

  @Override
  public Integer call() throws InterruptedException {
    period.check();
    checkTarget();
    ListIncidentsReply reply = new IncidentClient(agents).list();
    Instant now = Instant.ofEpochMilli(reply.getView().getNowMs());
    Availability found = Availability.of(Gap.of(reply), period.of(reply), now);
    GoalsKept kept = GoalsKept.of(reply, found.period(), now);
    var out = spec.commandLine().getOut();
    HistoryView view = reply.getView();
    if (output.json()) {
      out.print(json(view, found, kept, now));
    } else if (output.markdown()) {
      out.print(
          new Markdown()
              .heading(1, "Availability of " + view.getCluster())
              .table(List.of("", ""), facts(found, kept, now))
              .text());
    } else {
      facts(found, kept, now).forEach(fact -> out.println(fact.get(0) + ": " + fact.get(1)));
      Phrases.doubt(view).ifPresent(out::println);
    }
    out.flush();
    boolean met = target == null || (found.meets(target) && view.getLeaderView());
    return met ? ExitCode.OK : ExitCode.CLUSTER_PROBLEM;
  }

  private void checkTarget() {
    boolean sensible =
        target == null
            || (Math.abs(target.scale()) <= MOST_DIGITS
                && target.signum() >= 0
                && target.compareTo(HUNDRED) <= 0);
    if (!sensible) {
      throw new CliFailure(
          ExitCode.USAGE, "a target is between 0 and 100 percent", "Write --target 99.95.");
    }
  }

  private List<List<String>> facts(Availability found, GoalsKept kept, Instant now) {
    List<List<String>> facts = new ArrayList<>();
    String period = found.period().from() + " to " + found.period().to();
    facts.add(List.of("Period", period + (found.period().cut() ? " (more is not known)" : "")));
    facts.add(List.of("Availability", percent(found).map(p -> p + " %").orElse("not known yet")));
    facts.add(
        List.of(
            "No service",
            Lengths.of(found.down())
                + " in "
                + found.gaps()
                + (found.gaps() == 1 ? " gap" : " gaps")
                + ", of it planned "
                + Lengths.of(found.planned())));
    if (target != null) {
      facts.add(List.of("Target", target.toPlainString() + " %, " + verdict(found)));
    }
    KeptText.rto(kept, now).ifPresent(text -> facts.add(List.of("RTO", text)));
    KeptText.rpo(kept).ifPresent(text -> facts.add(List.of("RPO", text)));
    return facts;
  }

  private String verdict(Availability found) {
    Duration allowed = found.allowed(target);
    return found.meets(target)
        ? "met: " + Lengths.of(allowed.minus(found.down())) + " of " + Lengths.of(allowed) + " left"
        : "missed by "
            + Lengths.of(found.down().minus(allowed))
            + " (allowed: "
            + Lengths.of(allowed)
            + ")";
  }

  private static Optional<String> percent(Availability found) {
    return found.percent().map(BigDecimal::toPlainString);
  }

  private String json(HistoryView view, Availability found, GoalsKept kept, Instant now) {
    return OperationJson.text(json -> {
      json.beginObject();
      IncidentJson.view(json, view);
      json.name("from").value(found.period().from().toString());
      json.name("to").value(found.period().to().toString());
      json.name("period_cut").value(found.period().cut());
      json.name("availability_percent");
      if (found.percent().isPresent()) {
        json.value(found.percent().get());
      } else {
        json.nullValue();
      }
      json.name("down_ms").value(found.down().toMillis());
      json.name("planned_ms").value(found.planned().toMillis());
      json.name("gaps").value(found.gaps());
      json.name("target_percent");
      if (target == null) {
        json.nullValue().name("target_met").nullValue();
        json.name("allowed_ms").nullValue();
      } else {
        json.value(target).name("target_met").value(found.meets(target));
        json.name("allowed_ms").value(found.allowed(target).toMillis());
      }
      KeptText.json(json, kept, now);
      json.endObject();
    });
  }
}
