package io.saksi.agent.router;

import io.saksi.core.model.Epoch;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where clients may go, as the cluster's state said at {@code version}.
 *
 * @param version the version of the replicated state it was derived from; it never goes back, and
 *     stays the same when only reports changed (a standby's lag, for instance)
 * @param epoch the current reign
 * @param primary the node that is open for writes; empty while there is none
 * @param standbys those that are readable: gate at read, lag known
 * @param leaving those of them that are about to end their sessions for a planned change of roles:
 *     nobody is led there any more, and idle sessions end before
 */
public record Topology(
    long version,
    Epoch epoch,
    Optional<Backend> primary,
    List<Backend> standbys,
    Set<Backend> leaving) {
  /** What is known before the first word of the cluster. */
  public static final Topology UNKNOWN = new Topology(0, Epoch.NONE, Optional.empty(), List.of());

  public Topology {
    if (version < 0) {
      throw new IllegalArgumentException("a version is not negative: " + version);
    }
    standbys = List.copyOf(standbys);
    leaving = Set.copyOf(leaving);
  }

  /** Where nobody is about to leave. */
  public Topology(long version, Epoch epoch, Optional<Backend> primary, List<Backend> standbys) {
    this(version, epoch, primary, standbys, Set.of());
  }

  /** The same, in which these are about to end their sessions. */
  Topology leaving(Backend... backends) {
    return new Topology(version, epoch, primary, standbys, Set.of(backends));
  }

  /** Whether this was derived from an older state than {@code other}, say by an agent behind. */
  boolean isOlderThan(Topology other) {
    return version < other.version || epoch.isBefore(other.epoch);
  }
}
