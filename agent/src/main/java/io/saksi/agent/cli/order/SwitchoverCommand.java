package io.saksi.agent.cli.order;

import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.proto.v1.AuditRecord;
import io.saksi.proto.v1.CancelRequest;
import io.saksi.proto.v1.ListAuditRequest;
import io.saksi.proto.v1.Operation;
import io.saksi.proto.v1.Order;
import io.saksi.proto.v1.OrderPreview;
import io.saksi.proto.v1.Switchover;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code saksi switchover}. */
@Command(
    name = "switchover",
    mixinStandardHelpOptions = true,
    description = {
      "Changes the roles as planned: the primary shuts down cleanly, a standby takes over without"
          + " loss, the former primary follows it.",
      "Rolls back to the primary by itself if anything fails before the standby is elected."
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  saksi switchover --dry-run",
      "  saksi switchover --to b --reason 'kernel update on a'",
      "  saksi switchover --to b --at 03:30 --max-outage 10s",
      "  saksi switchover --cancel",
      "",
      "Exit status: 0 done (--dry-run: nothing stands against it); 1 --dry-run: something does;",
      "2 wrong usage; 3 no agent answered, or none leads; 4 refused; 6 rolled back; 7 still under"
          + " way;",
      "8 it is not known whether it was begun."
    })
public final class SwitchoverCommand extends OrderCommand {
  @Option(
      names = "--to",
      paramLabel = "NODE",
      defaultValue = "",
      description = "Who takes over. Default: the best standby.")
  private String to = "";

  @Option(
      names = "--at",
      paramLabel = "TIME",
      defaultValue = "",
      description = {
        "Begins then, and returns at once: 03:30, or a date with a zone, 2026-12-24T03:30:00Z. The"
            + " cluster keeps the order, whoever leads then. With --wait it is followed."
      })
  private String at = "";

  @Option(
      names = "--begin-within",
      paramLabel = "TIME",
      converter = LongTime.class,
      defaultValue = "5m",
      description =
          "With --at: how much later it may begin if something stands against it. Default: 5m.")
  private Duration beginWithin = Duration.ofMinutes(5);

  @Option(names = "--dry-run", description = "Shows what stands against it, and changes nothing.")
  private boolean dryRun;

  @Option(
      names = "--max-outage",
      paramLabel = "TIME",
      converter = LongTime.class,
      defaultValue = "30s",
      description = "Rolled back if the standby is not ready by then. Default: 30s.")
  private Duration maxOutage = Duration.ofSeconds(30);

  @Option(
      names = "--drain",
      paramLabel = "TIME",
      converter = LongTime.class,
      defaultValue = "1s",
      description =
          "How long transactions may go on before the gate closes; over as soon as they are. 0s:"
              + " not at all. Default: 1s.")
  private Duration drain = Duration.ofSeconds(1);

  @Option(
      names = "--ignore-obstacles",
      description = "Goes on in spite of what --dry-run shows as in the way.")
  private boolean ignoreObstacles;

  @Option(names = "--wait", description = "Also waits until the former primary streams again.")
  private boolean wait;

  @Option(
      names = "--cancel",
      description = "Rolls back the switchover that is under way, or calls off the scheduled one.")
  private boolean cancel;

  @Override
  public Integer call() throws InterruptedException {
    try (OperatorClient client = new OperatorClient(options())) {
      if (cancel) {
        return cancel(client);
      }
      if (dryRun) {
        OrderPreview preview = preview(client, order());
        print(preview);
        return preview.getImpossibleCount() + preview.getObstaclesCount() == 0
            ? ExitCode.OK
            : ExitCode.CLUSTER_PROBLEM;
      }
      if (!at.isEmpty()) {
        return later(client);
      }
      int code = carryOut(client, order());
      return code == ExitCode.OK && wait ? new Wholeness(options(), out()).await(within()) : code;
    }
  }

  private Order order() {
    Switchover.Builder order =
        Switchover.newBuilder()
            .setTarget(to)
            .setMaxOutageMs(maxOutage.toMillis())
            .setDrainMs(drain.toMillis())
            .setIgnoreObstacles(ignoreObstacles);
    if (!at.isEmpty()) {
      order.setAtEpochMillis(begin().toEpochMilli()).setBeginWithinMs(beginWithin.toMillis());
    }
    return Order.newBuilder().setSwitchover(order).build();
  }

  private Instant begin() {
    return instant(at, ZonedDateTime.now(ZoneId.systemDefault()));
  }

  /** What stands against it now may be gone by then; it is told all the same. */
  private int later(OperatorClient client) throws InterruptedException {
    Order order = order();
    if (!options().json()) {
      print(preview(client, order));
    }
    if (wait) {
      Duration until = Duration.between(Instant.now(), begin()).plus(beginWithin);
      int code = carryOut(client, order, until.plus(within()));
      return code == ExitCode.OK ? new Wholeness(options(), out()).await(within()) : code;
    }
    Story story = new Story(out(), options().json());
    story.on(give(client, order));
    if (options().json()) {
      out().print(OperationJson.of(story));
    } else {
      out().println("  saksi switchover --cancel calls it off; saksi status shows it");
    }
    out().flush();
    return ExitCode.OK;
  }

  /** A time of day is the next one. */
  static Instant instant(String text, ZonedDateTime now) {
    try {
      if (text.contains("T")) {
        return ZonedDateTime.parse(text).toInstant();
      }
      ZonedDateTime today = now.with(LocalTime.parse(text));
      return (today.isAfter(now) ? today : today.plusDays(1)).toInstant();
    } catch (DateTimeParseException e) {
      throw new CliFailure(
          ExitCode.USAGE,
          "'" + PlainText.of(text) + "' is no time",
          "Write 03:30, or a date with a zone: 2026-12-24T03:30:00Z.");
    }
  }

  /** The maintenance of the primary's node begins with a switchover. */
  private static boolean changesRoles(String what) {
    return what.startsWith("switchover")
        || (what.startsWith("maintenance") && what.endsWith("takes over"));
  }

  private int cancel(OperatorClient client) {
    String key =
        client
            .ask(stub -> stub.listAudit(ListAuditRequest.getDefaultInstance()))
            .getRecordsList()
            .stream()
            .filter(r -> r.getOutcome().isEmpty() && changesRoles(r.getWhat()))
            .map(AuditRecord::getKey)
            .findFirst()
            .orElseThrow(() ->
                new CliFailure(
                    ExitCode.REFUSED,
                    "no switchover is under way or scheduled",
                    "saksi audit shows the last ones."));
    Operation operation =
        client.ask(stub ->
            stub.cancel(
                CancelRequest.newBuilder()
                    .setKey(key)
                    .setCaller(
                        io.saksi.proto.v1.Caller.newBuilder()
                            .setWho(Caller.name(System.getenv()))
                            .setWhy(reason()))
                    .build()));
    Story story = new Story(out(), options().json());
    story.on(operation);
    if (options().json()) {
      out().print(OperationJson.of(story));
    }
    out().flush();
    return ExitCode.OK;
  }
}
