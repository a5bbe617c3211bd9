package io.saksi.agent.router;

import io.saksi.agent.tls.Transport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code saksi router}: runs until it is told to end. */
@Command(
    name = "router",
    mixinStandardHelpOptions = true,
    description = {
      "Leads PostgreSQL clients to the node that is open for them, and keeps new connections"
          + " waiting while there is none."
    })
public final class RouterCommand implements Callable<Integer> {
  private static final long CLOSE_TIMEOUT_SECONDS = 8;

  private final BiFunction<List<HostPort>, Transport, TopologySource> sources;

  @Spec private CommandSpec spec;

  @Option(
      names = "--listen",
      defaultValue = "127.0.0.1:6432",
      converter = Address.class,
      paramLabel = "HOST:PORT",
      description = "Where clients of the primary connect (default: ${DEFAULT-VALUE}).")
  private HostPort listen;

  @Option(
      names = "--listen-read-only",
      defaultValue = "127.0.0.1:6433",
      converter = Address.class,
      paramLabel = "HOST:PORT",
      description = "Where clients of readable standbys connect (default: ${DEFAULT-VALUE}).")
  private HostPort listenReadOnly;

  @Option(
      names = "--agents",
      required = true,
      split = ",",
      converter = Address.class,
      paramLabel = "HOST:PORT",
      description = "The agents to ask for the cluster's state; any of them will do.")
  private List<HostPort> agents;

  @Option(
      names = "--tls-dir",
      paramLabel = "DIR",
      description =
          "Its certificate, with any role, and the cluster's authority: tls.crt, tls.key, ca.crt"
              + " (default: connections to agents are plain).")
  private Path tlsDirectory;

  @Option(
      names = "--max-wait",
      defaultValue = "30",
      paramLabel = "SECONDS",
      description = "How long a new connection waits for a backend (default: ${DEFAULT-VALUE}).")
  private double maxWaitSeconds;

  /**
   * @param sources makes the source that follows the cluster through these agents
   */
  public RouterCommand(BiFunction<List<HostPort>, Transport, TopologySource> sources) {
    this.sources = sources;
  }

  /** Blocks until the process is told to end. */
  @Override
  public Integer call() throws InterruptedException {
    RouterConfig config = config();
    Transport transport = transport();
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(told, closed), "saksi-router-end"));
    try (Router router = Router.start(config, sources.apply(agents, transport))) {
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "read-write at %s, read-only at %s%n",
          new HostPort(listen.host(), router.readWritePort()),
          new HostPort(listenReadOnly.host(), router.readOnlyPort()));
      out.flush();
      told.await();
    } catch (IOException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return 1;
    } finally {
      closed.countDown();
    }
    return 0;
  }

  private Transport transport() {
    try {
      return Transport.of(Optional.ofNullable(tlsDirectory));
    } catch (IOException e) {
      throw new ParameterException(spec.commandLine(), "--tls-dir: " + e.getMessage(), e);
    }
  }

  private RouterConfig config() {
    try {
      Duration maxWait = Duration.ofMillis(Math.round(maxWaitSeconds * 1000));
      return new RouterConfig(listen, listenReadOnly, maxWait);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static void end(CountDownLatch told, CountDownLatch closed) {
    told.countDown();
    try {
      if (!closed.await(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("the router did not end in time; its connections are cut");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads {@code host:port}; picocli shows the message of what it throws. */
  static final class Address implements ITypeConverter<HostPort> {
    @Override
    public HostPort convert(String text) {
      try {
        return HostPort.parse(text);
      } catch (IllegalArgumentException e) {
        throw new picocli.CommandLine.TypeConversionException(e.getMessage());
      }
    }
  }
}
