package io.saksi.core.scenario;

import io.saksi.core.harness.ScenarioCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs a script, one verb a line:
 *
 * <pre>
 *   cluster a b c [+ w]       founds it (w a witness) and waits until all are counted
 *   kill-postgres a           the postmaster dies
 *   kill-node a               as power loss; start-node brings it back
 *   kill-agent a              PostgreSQL runs on; start-agent brings it back
 *   partition a | b c         who hears whom
 *   deafen a                  only a's agent is cut off
 *   heal                      of partitions and deafness
 *   advance 3s                time passes (ms or s)
 *   until electing 3s         … until the reign is that (electing, elected, open), at most so long
 *   write                     whether a client's commit is acknowledged within a second
 *   switchover b 20s          planned, with the limit after which it is rolled back
 *   force b 1000              a forced failover, so many bytes of loss accepted
 *   resume-node a             what it held is given up; or: detach-node a
 *   maintain a 60s [b]        an operator works on a; it leads: b takes over; end-maintenance a
 *   pause why [30s]           until then, or until: resume
 *   mode async [bytes]        or sync-auto, sync-manual; with the bound on lag
 *   expect primary b          alone open; or: expect nobody
 *   expect well               one is open, all others are counted
 * </pre>
 *
 * Indented lines are output: what happened since the line before. {@code #} begins a comment.
 */
final class Script {
  private static final long SEED = 1;
  private static final long FOUNDING_MILLIS = 15_000;
  private static final long WRITE_MILLIS = 1_000;

  private ScenarioCluster cluster;

  private Script() {}

  /** The script with the output that it gives now. */
  static List<String> run(List<String> lines) {
    Script script = new Script();
    List<String> all = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("  ")) {
        continue;
      }
      all.add(line);
      if (!line.isBlank() && !line.startsWith("#")) {
        script.run(line).forEach(output -> all.add("  " + output));
      }
    }
    return all;
  }

  private List<String> run(String line) {
    List<String> words = List.of(line.split(" +", -1));
    String verb = words.getFirst();
    if (verb.equals("cluster")) {
      return found(words.subList(1, words.size()));
    }
    long from = cluster.now();
    String answer = carryOut(verb, words);
    List<String> output = new ArrayList<>(Lines.of(cluster.drainTrace(), from));
    if (!answer.isEmpty()) {
      output.add(answer);
    }
    return output;
  }

  private List<String> found(List<String> names) {
    int data = names.contains("+") ? names.indexOf("+") : names.size();
    int witnesses = Math.max(0, names.size() - data - 1);
    cluster = new ScenarioCluster(data, witnesses, SEED);
    cluster.advance(FOUNDING_MILLIS);
    cluster.drainTrace();
    return List.of(Lines.summary(cluster));
  }

  private String carryOut(String verb, List<String> words) {
    Optional<String> ordered = OperatorVerbs.carryOut(cluster, words);
    if (ordered.isPresent()) {
      return ordered.get();
    }
    String first = words.size() > 1 ? words.get(1) : "";
    switch (verb) {
      case "kill-postgres" -> cluster.killPostgres(first);
      case "kill-node" -> cluster.killNode(first);
      case "kill-agent" -> cluster.killAgent(first);
      case "start-node", "start-agent" -> cluster.start(first);
      case "partition" -> partition(words.subList(1, words.size()));
      case "deafen" -> cluster.deafen(first);
      case "heal" -> cluster.heal();
      case "advance" -> {
        cluster.advance(millis(first));
        return Lines.summary(cluster);
      }
      case "until" -> {
        require(cluster.advanceUntil(first, millis(words.get(2))), "never " + first);
      }
      case "write" -> {
        return write();
      }
      case "expect" -> expect(words.subList(1, words.size()));
      default -> throw new IllegalArgumentException("no verb: " + verb);
    }
    return "";
  }

  private void partition(List<String> words) {
    int group = 1;
    for (String word : words) {
      if (word.equals("|")) {
        group++;
      } else {
        cluster.place(word, group);
      }
    }
  }

  private String write() {
    long before = cluster.acknowledged();
    cluster.advance(WRITE_MILLIS);
    return cluster.acknowledged() > before ? "acknowledged" : "not acknowledged";
  }

  private void expect(List<String> what) {
    switch (what.getFirst()) {
      case "primary" ->
          require(cluster.open().equals(what.subList(1, 2)), "open are " + cluster.open());
      case "nobody" -> require(cluster.open().isEmpty(), "open are " + cluster.open());
      case "well" -> require(cluster.isWell(), Lines.summary(cluster));
      default -> throw new IllegalArgumentException("nothing to expect: " + what);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  static long millis(String text) {
    return text.endsWith("ms")
        ? Long.parseLong(text.substring(0, text.length() - 2))
        : Long.parseLong(text.substring(0, text.length() - 1)) * 1_000;
  }
}
