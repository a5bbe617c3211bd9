import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes the folder and the archive that are shipped. Runs on the JDK of the toolchain, for jlink
 * must be that JDK's; does only what its inputs make necessary. Everything is put in place by a
 * rename: processes that run from the folder keep what they have.
 *
 * <p>Arguments: version, the module's folder, the module's jar. The class path is the module's own.
 */
public final class BuildDistribution {
  private BuildDistribution() {}

  public static void main(String[] arguments) throws Exception {
    String version = arguments[0];
    Path module = Path.of(arguments[1]);
    Path target = module.resolve("target");
    Path home = target.resolve("saksi-" + version);
    Path sources = module.resolve("src/dist");
    Progress progress = new Progress();
    Files.createDirectories(home.resolve("lib"));

    State state = new State(target.resolve("distribution.state"));
    new RuntimeImage(home.resolve("runtime"), state, progress).make();
    List<Path> jars = jars(Path.of(arguments[2]));
    boolean changed = new Jars(home.resolve("lib"), progress).copy(jars);
    changed |= new Texts(sources, home, jars).write(module.resolve("../LICENSE").normalize());
    List<String> rehearsals = Files.readAllLines(sources.resolve("rehearsals"));
    changed |=
        new AotCaches(home, state, progress, target.resolve("test-classes")).make(rehearsals);
    link(target.resolve("saksi"), home);
    new Archive(home, state, progress).make(changed);
    progress.end(home);
  }

  /** Our own jar first, then the others by name: an order that a new dependency hardly moves. */
  private static List<Path> jars(Path own) {
    List<Path> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (Files.isRegularFile(path) && !path.getFileName().equals(own.getFileName())) {
        jars.add(path);
      }
    }
    jars.sort(Comparator.comparing(path -> path.getFileName().toString()));
    jars.addFirst(own);
    return jars;
  }

  /** A name without the version, for scripts and tests. */
  private static void link(Path link, Path home) throws IOException {
    if (!Files.isSymbolicLink(link) || !Files.readSymbolicLink(link).equals(home.getFileName())) {
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, home.getFileName());
    }
  }
}
