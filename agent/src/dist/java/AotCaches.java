import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The AOT caches (JEP 483, 514, 515): classes loaded and linked, and profiles, as a rehearsal left
 * them. Recorded through the launcher that is shipped, for runtime, class path and flags must be
 * the same when they are used.
 */
final class AotCaches {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Path home;
  private final State state;
  private final Progress progress;
  private final Path testClasses;

  AotCaches(Path home, State state, Progress progress, Path testClasses) {
    this.home = home;
    this.state = state;
    this.progress = progress;
    this.testClasses = testClasses;
  }

  boolean make(List<String> rehearsals) throws IOException, InterruptedException {
    String common = commonInputs();
    boolean changed = false;
    for (String line : rehearsals) {
      if (!line.isBlank() && !line.startsWith("#")) {
        changed |= make(List.of(line.strip().split("\\s+")), common);
      }
    }
    return changed;
  }

  private boolean make(List<String> rehearsal, String common)
      throws IOException, InterruptedException {
    String mode = rehearsal.getFirst();
    Path cache = home.resolve("lib/" + mode + ".aot");
    String inputs = new Hash().text(common).text(rehearsal.toString()).end();
    if (state.isMadeFrom(cache, inputs)) {
      return false;
    }
    long began = System.nanoTime();
    Path fresh = cache.resolveSibling(mode + ".aot.new");
    Path scratch = Files.createTempDirectory("saksi-rehearsal");
    try (AnsweringAgent agent = AnsweringAgent.start(testClasses)) {
      List<String> command = new ArrayList<>();
      command.add(home.resolve("bin/saksi").toString());
      rehearsal.stream()
          .skip(mode.equals("cli") ? 1 : 0)
          .map(word -> word.replace("@AGENT@", agent.address()))
          .map(word -> word.replace("@SCRATCH@", scratch.toString()))
          .forEach(command::add);
      Tool.run(LIMIT, Map.of("SAKSI_AOT_OUTPUT", fresh.toString()), command);
    } finally {
      Tool.deleteTree(scratch);
    }
    Files.move(fresh, cache, StandardCopyOption.ATOMIC_MOVE);
    state.madeFrom(cache, inputs);
    progress.made(mode + ".aot", began);
    return true;
  }

  private String commonInputs() throws IOException {
    Hash hash = new Hash().file(home.resolve("bin/saksi")).file(home.resolve("runtime/release"));
    hash.text(Files.getLastModifiedTime(home.resolve("runtime/lib/modules")).toString());
    try (Stream<Path> files = Files.list(home.resolve("lib"))) {
      for (Path jar : files.filter(f -> f.toString().endsWith(".jar")).sorted().toList()) {
        hash.file(jar).text(Files.getLastModifiedTime(jar).toString());
      }
    }
    return hash.end();
  }
}
