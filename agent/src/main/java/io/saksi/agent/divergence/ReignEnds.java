package io.saksi.agent.divergence;

import io.saksi.core.model.Lsn;
import io.saksi.core.state.ClusterState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the last {@value #KEPT} reigns ended, on disk. Fed with every state that this node's Raft
 * peer applies, one by one, also while the log is replayed after a restart: a former primary was
 * down while its reign ended, and learns of it only then. What it cannot learn (its log begins
 * later) stays unknown, and counts as the worst.
 */
public final class ReignEnds {
  private static final Logger LOG = LoggerFactory.getLogger(ReignEnds.class);
  private static final int KEPT = 32;

  private final Path file;
  private final List<ReignEnd> ends = new ArrayList<>();

  private ReignEnds(Path file) {
    this.file = file;
  }

  /** What cannot be read is not known. */
  public static ReignEnds load(Path file) {
    ReignEnds known = new ReignEnds(file);
    try {
      if (Files.exists(file)) {
        Files.readAllLines(file).forEach(line -> known.ends.add(parse(line)));
      }
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      LOG.warn("how earlier reigns ended is not known: {}", e.getMessage());
      known.ends.clear();
    }
    return known;
  }

  /** Cheap where there is nothing new. */
  public synchronized void saw(ClusterState state) {
    Optional<ReignEnd> seen = ReignEnd.of(state);
    if (seen.isEmpty()) {
      return;
    }
    Optional<ReignEnd> before =
        ends.stream().filter(e -> e.epoch() == seen.get().epoch()).findFirst();
    ReignEnd now = before.map(b -> b.and(seen.get())).orElse(seen.get());
    if (before.equals(Optional.of(now))) {
      return;
    }
    ends.removeIf(e -> e.epoch() == now.epoch());
    ends.add(now);
    while (ends.size() > KEPT) {
      ends.removeFirst();
    }
    write();
  }

  /** The end of the last reign whose primary wrote this timeline. */
  public synchronized Optional<ReignEnd> of(int timeline) {
    return ends.reversed().stream().filter(e -> e.timeline() == timeline).findFirst();
  }

  /** Not flushed to the disk: what a crash of the machine takes is only less known. */
  private void write() {
    List<String> lines = ends.stream().map(ReignEnds::line).toList();
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(fresh, lines);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("how epoch {} ended could not be kept: {}", ends.getLast().epoch(), e.toString());
    }
  }

  private static String line(ReignEnd end) {
    return String.join(
        " ",
        Integer.toString(end.timeline()),
        Long.toString(end.epoch()),
        end.forced() ? "forced" : "elected",
        end.synchronous() ? "synchronous" : "asynchronous",
        end.floor().toString());
  }

  private static ReignEnd parse(String line) {
    String[] words = line.split(" ", 6);
    if (words.length != 5) {
      throw new IllegalArgumentException("not the end of a reign: " + line);
    }
    return new ReignEnd(
        Integer.parseInt(words[0]),
        Long.parseLong(words[1]),
        !words[2].equals("elected"),
        words[3].equals("synchronous"),
        Lsn.parse(words[4]));
  }
}
