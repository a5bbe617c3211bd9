package io.saksi.raft;

import io.saksi.fuzz.Scratch;
import io.saksi.fuzz.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The Raft log of a peer that does not run, as a recovery from disaster reads it. What is taken is
 * what was written, from its beginning; a log may end early, for that is what a crash leaves.
 */
final class LogTarget {
  private static final int COMMANDS = 12;

  private final Scratch scratch = new Scratch();
  private RaftConfig config;
  private List<String> written;
  private Path segment;
  private byte[] whole;

  private LogTarget() {}

  static Target target() {
    LogTarget target = new LogTarget();
    return Target.of("raft.log", _ -> target.whole().clone())
        .refusesBy(RaftStartException.class)
        .costing(100)
        .tried(target::take);
  }

  private void take(byte[] input) throws IOException, RaftStartException {
    Files.write(segment, input);
    Journal journal = new Journal();
    StoppedPeer.replay(config, journal);
    List<String> read = journal.lines();
    if (read.size() > written.size() || !written.subList(0, read.size()).equals(read)) {
      throw new AssertionError("never written: " + read);
    }
  }

  /** A real peer's, made when it is first asked for. */
  private synchronized byte[] whole() {
    if (whole == null) {
      try (TestGroup group = new TestGroup(scratch.directory())) {
        TestPeer peer = group.peer("a", TestPeer.QUICK).bootstrap();
        TestPeer.leaderOf(peer);
        for (int i = 0; i < COMMANDS; i++) {
          peer.submit("command " + i);
        }
        written = peer.journal.lines();
        peer.stop();
        config = peer.config;
        segment = segment(config.directory());
        whole = Files.readAllBytes(segment);
      } catch (Exception e) {
        throw new IllegalStateException("no log to damage", e);
      }
    }
    return whole;
  }

  private static Path segment(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(f -> f.getFileName().toString().startsWith("log_"))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
