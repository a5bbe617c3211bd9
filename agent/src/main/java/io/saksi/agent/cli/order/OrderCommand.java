package io.saksi.agent.cli.order;

import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.Confirmation;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.agent.cli.status.Units;
import io.saksi.proto.v1.FollowRequest;
import io.saksi.proto.v1.Obstacle;
import io.saksi.proto.v1.Operation;
import io.saksi.proto.v1.Order;
import io.saksi.proto.v1.OrderPreview;
import io.saksi.proto.v1.OrderRequest;
import io.saksi.proto.v1.PreviewRequest;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that gives one order and tells how it goes. */
abstract class OrderCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions options;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Why; it stands in the audit trail.")
  private String reason = "";

  @Option(
      names = "--within",
      paramLabel = "TIME",
      converter = LongTime.class,
      defaultValue = "10m",
      description = "How long to follow what was ordered: 30s, 10m, 2h. Default: 10m.")
  private Duration within = Duration.ofMinutes(10);

  OperatorOptions options() {
    return options;
  }

  Duration within() {
    return within;
  }

  String reason() {
    return reason;
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** What the order would do. */
  OrderPreview preview(OperatorClient client, Order order) {
    return client.askPatiently(
        stub -> stub.preview(PreviewRequest.newBuilder().setOrder(order).build()));
  }

  /**
   * Gives the order, follows it to its end and tells about it. An agent that dies meanwhile costs a
   * line of output only: the key finds the operation again on another.
   */
  int carryOut(OperatorClient client, Order order) {
    return carryOut(client, order, within);
  }

  int carryOut(OperatorClient client, Order order, Duration within) {
    OrderRequest request = request(order);
    Story story = new Story(out(), options.json());
    try (var _ = new Interruption(spec.commandLine().getErr(), story);
        var _ = new Reminder(story)) {
      follow(client, request, story, within);
    }
    if (options.json()) {
      out().print(OperationJson.of(story));
    } else {
      story.end();
    }
    out().flush();
    return switch (story.last().getState()) {
      case STATE_DONE -> ExitCode.OK;
      case STATE_FAILED -> ExitCode.NOT_AS_ORDERED;
      case STATE_UNSPECIFIED, STATE_PREPARING, STATE_RUNNING, UNRECOGNIZED -> ExitCode.UNDER_WAY;
    };
  }

  private OrderRequest request(Order order) {
    return OrderRequest.newBuilder()
        .setKey(UUID.randomUUID().toString())
        .setOrder(order)
        .setCaller(
            io.saksi.proto.v1.Caller.newBuilder()
                .setWho(Caller.name(System.getenv()))
                .setWhy(reason))
        .build();
  }

  /** Gives the order and does not follow it; returns once it is in the log. */
  Operation give(OperatorClient client, Order order) {
    OrderRequest request = request(order);
    try {
      return client.ask(stub -> stub.submit(request));
    } catch (CliFailure e) {
      throw client.isInDoubt() ? inDoubt(request, e) : e;
    }
  }

  private void follow(OperatorClient client, OrderRequest request, Story story, Duration within) {
    long end = System.nanoTime() + within.toNanos();
    while (!story.hasEnded()) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      if (!left.isPositive()) {
        return;
      }
      try {
        boolean _ =
            client.ask(
                left,
                stub ->
                    tell(
                        story.isGiven() ? stub.follow(followed(request)) : stub.run(request),
                        story));
      } catch (CliFailure e) {
        // What is in the log goes on, whether or not an agent can be asked about it just now.
        if (!story.isGiven()) {
          throw client.isInDoubt() ? inDoubt(request, e) : e;
        }
      }
      if (!story.hasEnded()) {
        client.askAnother();
      }
    }
  }

  private static CliFailure inDoubt(OrderRequest request, CliFailure last) {
    return new CliFailure(
        ExitCode.OUTCOME_UNKNOWN,
        "it is not known whether the order was carried out: " + last.getMessage(),
        last.remedy()
            + "\nsaksi audit shows whether it was; its key is "
            + request.getKey()
            + ".\nLook there before you give it again.");
  }

  private static FollowRequest followed(OrderRequest request) {
    return FollowRequest.newBuilder().setKey(request.getKey()).build();
  }

  /** Returns true; a call that breaks off when the order is in the log is followed anew. */
  private static boolean tell(Iterator<Operation> operations, Story story) {
    try {
      while (operations.hasNext()) {
        story.on(operations.next());
      }
    } catch (io.grpc.StatusRuntimeException e) {
      if (!story.isGiven()) {
        throw e;
      }
    }
    return true;
  }

  void print(OrderPreview preview) {
    if (options.json()) {
      out().print(OperationJson.of(preview));
      out().flush();
      return;
    }
    out().println(PlainText.of(preview.getWhat()));
    obstacles("impossible", preview.getImpossibleList());
    obstacles("in the way", preview.getObstaclesList());
    if (!preview.getLossDetail().isEmpty()) {
      out().println("  loss: " + PlainText.of(preview.getLossDetail()));
    }
    if (preview.hasPredictedMs()) {
      out().println("  predicted to take " + Units.age(preview.getPredictedMs()));
      preview.getPredictionList().forEach(g -> out().println("    " + PlainText.of(g)));
    }
    if (preview.getImpossibleCount() + preview.getObstaclesCount() == 0) {
      out().println("  nothing stands against it");
    }
    out().flush();
  }

  private void obstacles(String title, List<Obstacle> obstacles) {
    for (Obstacle obstacle : obstacles) {
      out().println("  " + title + ": " + PlainText.of(obstacle.getText()));
      out().println("    " + PlainText.of(obstacle.getRemedy()));
    }
  }

  /**
   * Asks before something is lost.
   *
   * @param word to be typed
   * @throws CliFailure if it was not
   */
  void confirm(String question, String word, boolean yes) {
    if (yes) {
      return;
    }
    PrintWriter err = spec.commandLine().getErr();
    err.println(question);
    err.print("Type " + word + " to go on: ");
    err.flush();
    Confirmation.require(
        word, "Scripts confirm with --yes (and failover with --accept-data-loss).");
  }
}
