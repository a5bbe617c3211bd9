package io.saksi.agent.postgres;

import io.saksi.agent.os.Signal;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A fast shutdown that waits for nobody but those that matter. PostgreSQL's own waits, once its
 * last checkpoint is written, for every child: for a connection that was made and says nothing up
 * to {@code authentication_timeout} (a minute; up to version 17 nobody tells it to go), for a
 * standby that is gone up to {@code wal_sender_timeout}, for an archive command without any bound.
 * A host that dies in the midst of a shutdown leaves the first two behind.
 */
final class FastStop {
  /** What ends by itself does so within this. */
  private static final Duration GRACE = Duration.ofMillis(300);

  /** For a standby to confirm the last record. */
  private static final Duration SENDERS_GRACE = Duration.ofSeconds(1);

  private static final Duration LOOK_PAUSE = Duration.ofMillis(100);
  private static final Pattern SENDER = Pattern.compile("postgres: .*walsender .*");
  private static final Pattern ARCHIVER = Pattern.compile("postgres: .*archiver.*");

  private final Postmaster postmaster;
  private final ClientTitles titles;
  private final Set<Long> spared;

  /**
   * @param spared the processes of WAL senders that are given all the time they take
   */
  FastStop(Postmaster postmaster, ClientTitles titles, Set<Long> spared) {
    this.postmaster = postmaster;
    this.titles = titles;
    this.spared = spared;
  }

  /**
   * Ends all sessions and the server with a checkpoint.
   *
   * @throws OutcomeUnknownException if it still runs after the bound; it goes on stopping
   */
  void stop(Duration bound) throws PostgresException, InterruptedException {
    ServerProcesses.send(postmaster, Signal.SIGINT);
    Deadline deadline = Deadline.in(bound);
    Duration step = GRACE;
    while (!ServerProcesses.exitsWithin(postmaster, least(step, deadline.remaining()))) {
      if (deadline.passed()) {
        throw new OutcomeUnknownException(
            "PostgreSQL has not stopped within " + bound.toMillis() + " ms",
            "wait for it, or kill every process of the instance");
      }
      step = LOOK_PAUSE;
      hurry(deadline.elapsed());
    }
  }

  /**
   * SIGTERM is what a shutdown sends to sessions by itself: nothing is lost by a second one. Of the
   * archiver only the command ends: its own end would count as a crash. What that command has not
   * archived is marked so still.
   */
  private void hurry(Duration waited) {
    titles.children().stream()
        .filter(child -> ARCHIVER.matcher(ClientTitles.title(child.pid())).matches())
        .flatMap(ProcessHandle::descendants)
        .forEach(ProcessHandle::destroy);
    boolean sendersToo = waited.compareTo(SENDERS_GRACE) > 0;
    titles.children().stream()
        .filter(child -> !spared.contains(child.pid()))
        .filter(child ->
            titles.isLoggingIn(child)
                || (sendersToo && SENDER.matcher(ClientTitles.title(child.pid())).matches()))
        .forEach(ProcessHandle::destroy);
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
