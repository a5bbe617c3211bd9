package io.saksi.agent.workload;

import io.saksi.core.model.Moment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Threads that insert numbered rows, one commit each, for as long as it runs, through failures of
 * all kinds. A row is acknowledged when its commit was, without a warning; otherwise its outcome is
 * unknown: it may be there or not.
 */
public final class Writer implements AutoCloseable {
  private static final Duration SETUP_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration FINISH_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration ABORT_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration SETUP_PAUSE = Duration.ofMillis(100);

  private final WriterConfig config;
  private final Consumer<ServiceEvent> listener;
  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private final AcknowledgementLog log;
  private final GapMeter gaps;
  private final ServiceWatch watch;
  private final LongAdder unknown = new LongAdder();
  private final List<WriterThread> writers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;
  private volatile RuntimeException broken;

  private Writer(WriterConfig config, Consumer<ServiceEvent> listener) throws IOException {
    this.config = config;
    this.listener = listener;
    this.log = new AcknowledgementLog(config.acks());
    this.gaps = new GapMeter(now());
    this.watch = new ServiceWatch(config.threads(), config.stallAfter());
  }

  /**
   * Makes the table if there is none, and begins to write. Blocks until the table is there.
   *
   * @param listener told of lost and returned service, by one thread at a time; it does not block
   * @throws IOException if the file of acknowledgements cannot be opened
   * @throws SQLException if the table cannot be made within {@code SETUP_TIMEOUT}, 60 s
   */
  public static Writer start(WriterConfig config, Consumer<ServiceEvent> listener)
      throws IOException, SQLException, InterruptedException {
    Writer writer = new Writer(config, listener);
    try {
      long first = writer.prepare();
      writer.begin(first);
      return writer;
    } catch (SQLException | InterruptedException | RuntimeException e) {
      writer.log.close();
      throw e;
    }
  }

  private long prepare() throws SQLException, InterruptedException {
    Moment deadline = now().plus(SETUP_TIMEOUT);
    while (true) {
      try (Connection connection = config.database().connect();
          Statement statement = connection.createStatement()) {
        statement.execute(Workload.CREATE);
        return firstFree(statement);
      } catch (SQLException e) {
        if (!now().isBefore(deadline)) {
          throw e;
        }
        Thread.sleep(SETUP_PAUSE);
      }
    }
  }

  private static long firstFree(Statement statement) throws SQLException {
    try (ResultSet result =
        statement.executeQuery("select coalesce(max(n), 0) + 1 from " + Workload.TABLE)) {
      result.next();
      return result.getLong(1);
    }
  }

  private void begin(long first) {
    for (int i = 0; i < config.threads(); i++) {
      WriterThread writer = new WriterThread(this, i, first);
      writers.add(writer);
      threads.add(Thread.ofVirtual().name("saksi-writer-" + i).start(writer));
    }
    threads.add(Thread.ofVirtual().name("saksi-writer-watch").start(this::watchForStalls));
  }

  private void watchForStalls() {
    try {
      while (!stopped) {
        Thread.sleep(TICK);
        tell(watch.tick(gaps.last(), now()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The clock of every moment that a writer names. */
  public static Moment now() {
    return new Moment(System.nanoTime());
  }

  /** What was acknowledged so far; it grows. */
  public Acknowledgements acknowledged() {
    return log.acknowledged();
  }

  /** Rows whose outcome is unknown. */
  public long unknown() {
    return unknown.sum();
  }

  /** The longest time without an acknowledged commit that reaches beyond {@code since}. */
  public Optional<Gap> longestGapSince(Moment since) {
    return gaps.longestSince(since, now());
  }

  /** Why writing ended before it was to: the file of acknowledgements could not be written. */
  public Optional<RuntimeException> broken() {
    return Optional.ofNullable(broken);
  }

  WriterConfig config() {
    return config;
  }

  String run() {
    return run;
  }

  boolean isStopped() {
    return stopped;
  }

  void noteAcknowledged(int writer, long n) {
    Moment at = now();
    try {
      log.add(run, writer, n);
    } catch (UncheckedIOException e) {
      broken = e;
      stopped = true;
      return;
    }
    tell(watch.acknowledged(writer, gaps.acknowledged(at)));
  }

  void noteUnknown() {
    unknown.increment();
  }

  void noteFailure(int writer, String cause) {
    tell(watch.failed(writer, now(), cause));
  }

  private void tell(Optional<ServiceEvent> event) {
    if (event.isPresent() && !stopped) {
      synchronized (listener) {
        listener.accept(event.get());
      }
    }
  }

  /**
   * Stops: lets commits under way finish for 2 s, then cuts them off, whose outcome is unknown.
   * Takes at most 5 s. Again and again does no harm.
   */
  public void stop() throws IOException {
    stopped = true;
    try {
      if (!joinAll(FINISH_TIMEOUT)) {
        writers.forEach(WriterThread::abort);
        threads.forEach(Thread::interrupt);
        joinAll(ABORT_TIMEOUT);
      }
    } catch (InterruptedException e) {
      writers.forEach(WriterThread::abort);
      Thread.currentThread().interrupt();
    } finally {
      log.close();
    }
  }

  @Override
  public void close() throws IOException {
    stop();
  }

  private boolean joinAll(Duration timeout) throws InterruptedException {
    Moment deadline = now().plus(timeout);
    for (Thread thread : threads) {
      long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline.since(now()).toNanos()));
      if (!thread.join(Duration.ofMillis(left))) {
        return false;
      }
    }
    return true;
  }
}
