package io.saksi.agent.vip;

import io.saksi.agent.guard.HeldAddresses;
import io.saksi.agent.os.ProgramWords;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A script of the operator's: for addresses of a cloud, for routes announced by BGP. It is told
 * what to do by its one argument and {@code SAKSI_VIP_*} ({@code docs/vip.md}); each run has a
 * bound.
 */
public final class CommandProvider implements VipProvider {
  private static final int MOST_WORDS = 2000;
  private static final int NOT_HERE = 1;

  private final Path command;
  private final Duration timeout;
  private volatile Optional<Process> adding = Optional.empty();

  public CommandProvider(Path command, Duration timeout) {
    this.command = command;
    this.timeout = timeout;
  }

  @Override
  public void require(VipAddress vip) throws VipException {
    var _ = holds(vip);
  }

  @Override
  public boolean holds(VipAddress vip) throws VipException {
    Ended ended = run("status", vip);
    if (ended.code() == 0 || ended.code() == NOT_HERE) {
      return ended.code() == 0;
    }
    throw failed("status", vip, ended);
  }

  @Override
  public void add(VipAddress vip, Duration lifetime) throws VipException {
    demand("add", vip);
  }

  @Override
  public void remove(VipAddress vip) throws VipException {
    demand("del", vip);
  }

  private void demand(String verb, VipAddress vip) throws VipException {
    Ended ended = run(verb, vip);
    if (ended.code() != 0) {
      throw failed(verb, vip, ended);
    }
  }

  private VipException failed(String verb, VipAddress vip, Ended ended) {
    return new VipException(
        "%s %s for %s ended with %s%s"
            .formatted(
                command,
                verb,
                vip.text(),
                ended.code() == Ended.KILLED
                    ? "a kill, after " + timeout.toSeconds() + " s or because its time was over"
                    : "status " + ended.code(),
                ended.words().isEmpty() ? "" : ": " + ended.words()));
  }

  private record Ended(int code, String words) {
    static final int KILLED = 128 + 9;
  }

  private Ended run(String verb, VipAddress vip) throws VipException {
    ProcessBuilder builder = new ProcessBuilder(command.toString(), verb);
    builder.environment().putAll(environment(vip));
    builder.redirectInput(Path.of("/dev/null").toFile()).redirectErrorStream(true);
    try {
      Process process = builder.start();
      adding = verb.equals("add") ? Optional.of(process) : Optional.empty();
      ProgramWords words = new ProgramWords(MOST_WORDS, ProgramWords.Keep.FIRST);
      boolean ended = words.await(process, timeout);
      if (!ended) {
        kill(process);
      }
      return new Ended(ended ? process.exitValue() : Ended.KILLED, words.text());
    } catch (IOException e) {
      throw new VipException(command + " cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VipException(command + " " + verb + " was interrupted", e);
    } finally {
      adding = Optional.empty();
    }
  }

  /** For the script, here and where the guard runs it. */
  static Map<String, String> environment(VipAddress vip) {
    return HeldAddresses.environment(vip.address(), vip.prefix(), vip.interfaceName());
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void abort() {
    adding.ifPresent(CommandProvider::kill);
  }

  /** The script knows how its addresses are found; nobody is asked or told here. */
  @Override
  public Link link(VipAddress vip, Consumer<String> stranger) {
    return new Link() {
      @Override
      public void probe() {}

      @Override
      public void announce() throws VipException {
        demand("announce", vip);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public boolean expires() {
    return false;
  }

  @Override
  public Set<String> hardware() {
    return Set.of();
  }

  @Override
  public HeldAddresses.Entry guarded(VipAddress vip) {
    return new HeldAddresses.Entry(
        0, vip.prefix(), vip.address(), vip.interfaceName(), Optional.of(command));
  }
}
