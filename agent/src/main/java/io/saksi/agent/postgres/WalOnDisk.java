package io.saksi.agent.postgres;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a data directory says of its WAL. Blocking and threads as in {@link PostgresInstance}. */
public final class WalOnDisk {
  private static final Logger LOG = LoggerFactory.getLogger(WalOnDisk.class);

  private final Context context;

  WalOnDisk(Context context) {
    this.context = context;
  }

  /** The end of the stopped instance's WAL. */
  public WalPosition endOfWal(Duration bound) throws PostgresException, InterruptedException {
    context.directory().requireComplete();
    ControlData control =
        ControlData.read(context.installation(), context.config().dataDirectory());
    return new WalEnd(context.installation(), context.config().dataDirectory(), control)
        .find(bound);
  }

  /** Whether the stopped instance may follow {@code history}, that of the current primary. */
  public ForkVerdict checkFork(TimelineHistory history, Duration bound)
      throws PostgresException, InterruptedException {
    context.directory().requireComplete();
    return new ForkCheck(context.installation(), context.config().dataDirectory())
        .check(history, bound);
  }

  /**
   * The timeline of the newest WAL.
   *
   * @param otherwise where there is no WAL at all
   */
  public int newestTimeline(int otherwise) throws PostgresException {
    try {
      return new WalFiles(context.config().dataDirectory(), 1).newestTimeline().orElse(otherwise);
    } catch (IOException e) {
      throw context.directory().failed("read the WAL of", e);
    }
  }

  /**
   * Timelines of which there is nothing here but copies; of a server that runs it is what it would
   * do without after another start.
   */
  public List<Integer> givenUp() throws PostgresException, InterruptedException {
    ControlData control =
        ControlData.read(context.installation(), context.config().dataDirectory());
    try {
      return givenUpTimelines(control).found();
    } catch (IOException e) {
      throw context.directory().failed("read the WAL of", e);
    }
  }

  /** Before a start. What cannot be read is left to PostgreSQL, which says what it lacks. */
  void forgetGivenUp(ControlData control) {
    try {
      givenUpTimelines(control).remove();
    } catch (IOException e) {
      LOG.warn("looking for timelines that were given up: {}", e.toString());
    }
  }

  private GivenUpTimelines givenUpTimelines(ControlData control) {
    return new GivenUpTimelines(context.config().dataDirectory(), control.walSegmentSize());
  }

  /** The current primary's history, as its data directory has it. */
  public TimelineHistory history(int timeline) throws PostgresException {
    try {
      return new WalFiles(context.config().dataDirectory(), 1).history(timeline);
    } catch (IOException e) {
      throw context.directory().failed("read the timeline history of", e);
    }
  }
}
