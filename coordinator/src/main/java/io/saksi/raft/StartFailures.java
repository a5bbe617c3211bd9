package io.saksi.raft;

import java.net.BindException;
import java.nio.channels.OverlappingFileLockException;

/** What Ratis throws at a start, as one line with a remedy. */
final class StartFailures {
  private static final int MAX_DEPTH = 20;

  private StartFailures() {}

  static RaftStartException explain(RaftConfig config, Throwable thrown) {
    String directory = config.directory().toString();
    Throwable root = thrown;
    for (int i = 0; i < MAX_DEPTH && root.getCause() != null; i++) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage());
    if (root instanceof BindException) {
      return new RaftStartException(
          "can't listen at " + config.bindHost() + " port " + config.self().port() + ": " + message,
          "stop what listens there or change the Raft address (--raft-listen)",
          thrown);
    }
    if (root instanceof OverlappingFileLockException || message.contains("already locked")) {
      return new RaftStartException(
          "the Raft directory " + directory + " is in use by another agent",
          "stop the other agent, or give this one a directory of its own",
          thrown);
    }
    if (message.contains("NO_SPACE")) {
      return new RaftStartException(
          "too little free space for the Raft directory " + directory,
          "free at least " + (RaftSettings.FREE_SPACE_MIN_BYTES >> 20) + " MiB there",
          thrown);
    }
    return new RaftStartException(
        "the Raft peer does not start from " + directory + ": " + root,
        "restore what is wrong there, or delete the marker "
            + config.marker()
            + " and the whole directory, never a part of it, and join again (--seed): who leads"
            + " takes its former vote away first",
        thrown);
  }
}
