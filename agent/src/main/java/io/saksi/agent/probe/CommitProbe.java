package io.saksi.agent.probe;

import io.saksi.agent.postgres.ProbeSession;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Commits something, for as long as it takes, in a session that is kept. */
final class CommitProbe implements Trier.Attempt {
  private final ProbeSession session;
  private final BooleanSupplier wanted;
  private final AtomicLong commits = new AtomicLong();
  private final AtomicLong answers = new AtomicLong();
  private volatile ProbeSession.Answer last = ProbeSession.Answer.SILENT;
  private volatile long since = Long.MAX_VALUE;

  CommitProbe(ProbeSession session, BooleanSupplier wanted) {
    this.session = session;
    this.wanted = wanted;
  }

  @Override
  public void run() throws InterruptedException {
    if (!wanted.getAsBoolean()) {
      session.close();
      return;
    }
    since = System.nanoTime();
    try {
      answered(session.commit());
    } finally {
      since = Long.MAX_VALUE;
    }
  }

  private void answered(ProbeSession.Answer answer) {
    last = answer;
    if (answer != ProbeSession.Answer.SILENT) {
      answers.incrementAndGet();
    }
    if (answer == ProbeSession.Answer.COMMITTED) {
      commits.incrementAndGet();
    }
  }

  /** Whether an attempt has been going on for that many nanoseconds. */
  boolean isOutFor(long nanos) {
    long began = since;
    return began != Long.MAX_VALUE && System.nanoTime() - began >= nanos;
  }

  /** Ends an attempt that is under way. */
  void close() {
    session.close();
  }

  long commits() {
    return commits.get();
  }

  long answers() {
    return answers.get();
  }

  ProbeSession.Answer last() {
    return last;
  }
}
