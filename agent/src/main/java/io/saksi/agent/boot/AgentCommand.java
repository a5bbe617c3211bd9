package io.saksi.agent.boot;

import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.config.AgentOptions;
import io.saksi.agent.config.InvalidOptions;
import io.saksi.agent.config.Secret;
import io.saksi.agent.guard.GuardFile;
import io.saksi.agent.guard.GuardFileException;
import io.saksi.agent.guard.GuardedData;
import io.saksi.agent.logging.PatientHandler;
import io.saksi.agent.os.ElapsedClock;
import io.saksi.agent.os.FileHold;
import io.saksi.agent.os.OwnEntry;
import io.saksi.agent.os.Precedence;
import io.saksi.agent.vip.VipException;
import io.saksi.agent.vip.VipMaker;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code saksi agent}: runs until it is told to stop, or cannot go on. */
@Command(
    name = "saksi agent",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Runs one node of a cluster. Its guard starts it: saksi guard --run-dir DIR --data-dir DIR"
            + " --log FILE -- saksi agent OPTIONS",
    footerHeading = "%n",
    footer = {
      "Options can also come from a file: saksi agent @FILE",
      "",
      "Example, the first node of a new cluster:",
      "  saksi agent --cluster shop --node a --bootstrap --home /var/lib/saksi --run-dir"
          + " /run/saksi",
      "    --listen 10.0.0.1:7400 --raft-listen 10.0.0.1:7401 --postgres-listen 10.0.0.1:5432",
      "    --secret-file /etc/saksi/secret",
      "",
      "The next ones: the same without --bootstrap, with --node b and its own addresses, and",
      "  --seed 10.0.0.1:7400",
      "",
      "Exit status:",
      "  0   stopped as asked",
      "  70  it could not go on; its guard starts it again",
      "  78  it cannot start like this; the message says what to change",
    })
public final class AgentCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(AgentCommand.class);

  /** EX_CONFIG of sysexits.h: the guard does not start the agent again. */
  static final int CONFIGURATION = 78;

  /** EX_SOFTWARE of sysexits.h. */
  static final int BROKEN = 70;

  /** After PostgreSQL's own processes, before the guard; an agent that is ended comes back. */
  private static final int OOM_SCORE = -900;

  @Mixin private final AgentOptions options;

  @Option(
      names = "--check",
      description =
          "Only say what is wrong with these options, and end: 0, or 78. For before a restart.")
  private boolean check;

  public AgentCommand() {
    this(new AgentOptions());
  }

  AgentCommand(AgentOptions options) {
    this.options = options;
  }

  /** Options that cannot be read end it as wrong ones do: its guard need not try again. */
  public static CommandLine commandLine() {
    return new CommandLine(new AgentCommand())
        .setParameterExceptionHandler((mistake, _) -> {
          System.err.println("saksi agent: " + mistake.getMessage());
          System.err.println("  saksi agent --help tells what there is.");
          return CONFIGURATION;
        });
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      AgentConfig config = options.toConfig();
      if (check) {
        return check(config);
      }
      prepare(config);
      try (FileChannel _ = lock(config.lockFile())) {
        return run(config);
      }
    } catch (InvalidOptions | BootException e) {
      System.err.println("saksi agent: " + e.getMessage());
      return CONFIGURATION;
    } catch (IOException e) {
      System.err.println("saksi agent: " + e);
      return BROKEN;
    }
  }

  private static int check(AgentConfig config) {
    try {
      var _ = Secret.read(config.secretFile());
      return 0;
    } catch (IOException e) {
      System.err.println("saksi agent: " + e.getMessage());
      return CONFIGURATION;
    }
  }

  private static void prepare(AgentConfig config) throws IOException {
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    Files.createDirectories(config.home(), ownerOnly);
    Files.createDirectories(config.runDirectory(), ownerOnly);
  }

  /** Two agents of one node would both be right. */
  private static FileChannel lock(Path file) throws IOException, BootException {
    Optional<FileChannel> held = FileHold.take(file);
    if (held.isPresent()) {
      return held.get();
    }
    throw new BootException(
        "another agent runs with this --home ("
            + file.getParent()
            + "); stop it first, or give this node a home of its own");
  }

  private static Integer run(AgentConfig config) throws BootException, InterruptedException {
    OwnEntry.rename("saksi-agent");
    var _ = OwnEntry.oomScore(OOM_SCORE);
    LOG.info(
        Precedence.take()
            ? "runs before other work when the machine is busy"
            : "does not run before other work when the machine is busy: start its guard with"
                + " LimitNICE=-10, or grant CAP_SYS_NICE");
    ElapsedClock clock = new ElapsedClock();
    GuardFile guard = guard(config);
    CountDownLatch stopped = new CountDownLatch(1);
    GuardLink link = new GuardLink(guard);
    VipMaker vips = vips(config, link, clock);
    Agent agent =
        Agent.start(
            config,
            clock::now,
            vips.guard(link),
            (promises, leaseHolds, reigns) ->
                vips.hands(HandsMaker.make(config, promises, leaseHolds, reigns), promises),
            vips.addresses(),
            AgentCommand::halt);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  LOG.info("stopping {}", config.node());
                  agent.stop();
                  stopped.countDown();
                  PatientHandler.flushAll();
                  // The virtual machine would report the signal as the exit status.
                  Runtime.getRuntime().halt(0);
                },
                "saksi-stop"));
    LOG.info("agent of {} runs at {}", config.node(), config.agent());
    stopped.await();
    return 0;
  }

  private static VipMaker vips(AgentConfig config, GuardLink guard, ElapsedClock clock)
      throws BootException {
    try {
      return VipMaker.start(config.node(), config.vips(), config.runDirectory(), guard, clock::now);
    } catch (VipException e) {
      throw new BootException("virtual addresses: " + e.getMessage(), e);
    }
  }

  private static GuardFile guard(AgentConfig config) throws BootException {
    try {
      if (config.postgres().isPresent()) {
        requireGuarded(config.dataDirectory());
      }
      return GuardFile.open(config.runDirectory());
    } catch (GuardFileException e) {
      throw new BootException(
          e.getMessage()
              + " An agent is started by its guard: saksi guard --run-dir "
              + config.runDirectory()
              + " --data-dir "
              + config.dataDirectory()
              + " --log FILE -- saksi agent …",
          e);
    }
  }

  private static void requireGuarded(Path dataDirectory) throws BootException {
    Optional<String> wrong = GuardedData.mismatch(System.getenv(), dataDirectory);
    if (wrong.isPresent()) {
      throw new BootException(wrong.get());
    }
  }

  /**
   * Not an orderly end: whatever hung is not waited for. PostgreSQL and the lease go on; the guard
   * starts a new agent, which adopts them.
   */
  private static void halt(String why) {
    System.err.println("saksi agent: cannot go on: " + why);
    PatientHandler.flushAll();
    Runtime.getRuntime().halt(BROKEN);
  }
}
