package io.saksi.agent.cli.order;

import io.saksi.agent.cli.ExitCode;
import io.saksi.proto.v1.NodeOrder;
import io.saksi.proto.v1.Order;
import io.saksi.proto.v1.TagNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code saksi node …}. */
@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    description = "What becomes of one node.",
    subcommands = {
      MaintenanceCommand.class,
      NodeCommand.Suspend.class,
      NodeCommand.Resume.class,
      NodeCommand.Detach.class,
      NodeCommand.Remove.class,
      NodeCommand.Tag.class
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  saksi node maintenance c --for 1h --reason 'kernel update'",
      "  saksi node maintenance c --end",
      "  saksi node tag c --priority 0",
      "  saksi node resume a",
      "  saksi node detach a --yes"
    })
public final class NodeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }

  abstract static class OfNode extends OrderCommand {
    @Parameters(paramLabel = "NODE", description = "Its name.")
    private String node = "";

    String node() {
      return node;
    }

    NodeOrder order() {
      return NodeOrder.newBuilder().setNode(node).build();
    }

    int give(Order.Builder order) {
      try (OperatorClient client = new OperatorClient(options())) {
        return carryOut(client, order.build());
      }
    }

    /** Nobody is asked about what is not possible anyway. */
    int giveIfConfirmed(Order.Builder order, String question, boolean yes) {
      try (OperatorClient client = new OperatorClient(options())) {
        if (preview(client, order.build()).getImpossibleCount() == 0) {
          confirm(question, node, yes);
        }
        return carryOut(client, order.build());
      }
    }
  }

  /** Held out of replication. */
  @Command(
      name = "suspend",
      mixinStandardHelpOptions = true,
      description = {
        "Holds a standby out of replication until it is resumed: it is not counted, never elected,"
            + " and not read from; its data stays as it is."
      },
      footerHeading = "%n",
      footer = {
        "Example:",
        "  saksi node tag c --nosync true && saksi node suspend c --reason 'disk to be replaced'"
      })
  static final class Suspend extends OfNode {
    @Override
    public Integer call() {
      return give(Order.newBuilder().setSuspendNode(order()));
    }
  }

  /** Lets it follow again. */
  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = {
        "Lets a suspended node be rewound and follow, and one that was detached or removed join"
            + " again. What only it had is dropped; the report of it is kept."
      },
      footerHeading = "%n",
      footer = {"Example:", "  saksi node resume a"})
  static final class Resume extends OfNode {
    @Option(
        names = {"-y", "--yes"},
        description = "Does not ask.")
    private boolean yes;

    @Override
    public Integer call() {
      return giveIfConfirmed(
          Order.newBuilder().setResumeNode(order()),
          "What only "
              + node()
              + " has is dropped from it: transactions that a forced failover lost, say.\n"
              + "saksi divergence list shows what is known of them.",
          yes);
    }
  }

  /** It leaves, its data kept. */
  @Command(
      name = "detach",
      mixinStandardHelpOptions = true,
      description = "Takes a suspended node out of the cluster; its data is kept for salvage.",
      footerHeading = "%n",
      footer = {"Example:", "  saksi node detach a"})
  static final class Detach extends OfNode {
    @Option(
        names = {"-y", "--yes"},
        description = "Does not ask.")
    private boolean yes;

    @Override
    public Integer call() {
      return giveIfConfirmed(
          Order.newBuilder().setDetachNode(order()),
          node() + " leaves the cluster and Raft's vote; it comes back only by saksi node resume.",
          yes);
    }
  }

  /** It leaves. */
  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Takes a node out of the cluster that is neither primary nor counted.",
      footerHeading = "%n",
      footer = {"Example:", "  saksi node tag c --nosync true && saksi node remove c"})
  static final class Remove extends OfNode {
    @Option(
        names = {"-y", "--yes"},
        description = "Does not ask.")
    private boolean yes;

    @Override
    public Integer call() {
      return giveIfConfirmed(
          Order.newBuilder().setRemoveNode(order()),
          node() + " leaves the cluster and Raft's vote: less is tolerated from then on.",
          yes);
    }
  }

  /** What it may be used for. */
  @Command(
      name = "tag",
      mixinStandardHelpOptions = true,
      description = "Says what a node may be used for; what its agent says no longer counts.",
      footerHeading = "%n",
      footer = {"Examples:", "  saksi node tag c --priority 0", "  saksi node tag b --zone rack-2"})
  static final class Tag extends OfNode {
    @Option(
        names = "--priority",
        paramLabel = "NUMBER",
        description = "The higher is elected first among equals; 0: never.")
    private Integer priority;

    @Option(names = "--zone", paramLabel = "NAME", description = "Where it stands; '' removes it.")
    private String zone;

    @Option(
        names = "--nosync",
        paramLabel = "true|false",
        arity = "1",
        description = "Whether it is never counted for synchronous commit.")
    private Boolean nosync;

    @Override
    public Integer call() {
      TagNode.Builder tag = TagNode.newBuilder().setNode(node());
      if (priority != null) {
        tag.setPriority(priority);
      }
      if (zone != null) {
        tag.setZone(zone);
      }
      if (nosync != null) {
        tag.setNosync(nosync);
      }
      return give(Order.newBuilder().setTagNode(tag));
    }
  }
}
