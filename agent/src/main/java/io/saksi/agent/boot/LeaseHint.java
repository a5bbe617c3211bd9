package io.saksi.agent.boot;

import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Settings;
import io.saksi.core.state.ClusterState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the next agent of this node needs to renew its lease before its Raft peer knows anything: a
 * copy of a few facts of the replicated state, beside the guard's file. It only says whom to ask;
 * whether the lease goes on is decided by the log, so that an old or damaged hint costs time only.
 *
 * @param ttl what a renewal is for
 * @param killAhead how long before the deadline the guard begins to kill
 * @param others where the other members' agents listen
 */
record LeaseHint(Duration ttl, Duration killAhead, List<Endpoint> others) {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseHint.class);
  private static final String FILE = "lease.hint";
  private static final String VERSION = "v1";
  private static final int MAX_BYTES = 16_384;

  LeaseHint {
    others = List.copyOf(others);
  }

  static LeaseHint of(ClusterState state, NodeId self) {
    Settings settings = state.settings();
    return new LeaseHint(
        settings.leaseTtl(),
        settings.killAhead(),
        state.members().values().stream()
            .filter(member -> !member.node().equals(self))
            .map(Member::agent)
            .toList());
  }

  /** A hint that cannot be written is missed only if the agent dies, and then costs time. */
  void write(Path runDirectory) {
    List<String> lines = new ArrayList<>();
    lines.add(VERSION + " " + ttl.toMillis() + " " + killAhead.toMillis());
    others.forEach(at -> lines.add(at.host() + " " + at.port()));
    try {
      Path fresh = runDirectory.resolve(FILE + ".new");
      Files.write(fresh, lines);
      Files.move(fresh, runDirectory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn(
          "cannot write {} in {}: {}; if this agent dies, its successor may be late for the lease",
          FILE,
          runDirectory,
          e.toString());
    }
  }

  static Optional<LeaseHint> read(Path runDirectory) {
    Path file = runDirectory.resolve(FILE);
    try {
      if (!Files.exists(file) || Files.size(file) > MAX_BYTES) {
        return Optional.empty();
      }
      return Optional.of(parse(Files.readAllLines(file)));
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "{} is not understood ({}): the lease is renewed once Raft runs", file, e.toString());
      return Optional.empty();
    }
  }

  private static LeaseHint parse(List<String> lines) {
    String[] head = lines.getFirst().split(" ", -1);
    if (head.length != 3 || !head[0].equals(VERSION)) {
      throw new IllegalArgumentException("it is not of this version");
    }
    Duration ttl = millis(head[1]);
    Duration killAhead = millis(head[2]);
    // A shorter one would have the guard kill when the lease is over, not before.
    if (!killAhead.equals(Settings.killAhead(ttl))) {
      throw new IllegalArgumentException("its two lengths do not belong together");
    }
    return new LeaseHint(
        ttl,
        killAhead,
        lines.stream()
            .skip(1)
            .map(line -> line.split(" ", -1))
            .map(fields -> new Endpoint(fields[0], Integer.parseInt(fields[1])))
            .toList());
  }

  private static Duration millis(String text) {
    Duration value = Duration.ofMillis(Long.parseLong(text));
    if (value.isNegative()) {
      throw new IllegalArgumentException("a negative duration");
    }
    return value;
  }
}
