package io.saksi.chaos.run;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * A Saksi without one of its safety rules, to prove that chaos would notice. The switch is another
 * jar: one class is compiled from its source with the rule taken out, and stands in the place of
 * the shipped one in a cluster of tests. Nothing that is shipped knows of it, or could be told.
 */
enum Sabotage {
  /** A standby's promise counts as if it had stopped receiving; it goes on, and acknowledges. */
  NO_REVOCATION(
      "coordinator",
      new Edit(
          "io/saksi/core/decide/Heard.java",
          "-> standby.upstream().isEmpty() && !standby.streaming();",
          "-> standby != null;"),
      new Edit(
          "io/saksi/core/plan/RecruitPlan.java",
          "promised && standby.upstream().isEmpty() && !standby.streaming()",
          "promised"),
      new Edit(
          "io/saksi/core/plan/RecruitPlan.java",
          "List.of(new Action.Revoke(epoch))",
          "List.of(new Action.Promise(epoch))"),
      new Edit(
          "io/saksi/core/plan/FollowerPlan.java",
          "List.of(new Action.Follow(epoch, wanted.node(), wanted.name()))",
          "state.reign() instanceof Reign.Open"
              + " ? List.of(new Action.Follow(epoch, wanted.node(), wanted.name())) : List.of()")),
  /** A primary takes its lease for a hundred times as long: nobody on the node ends it in time. */
  NO_FENCE(
      "agent",
      new Edit(
          "io/saksi/agent/node/LeaseKeeper.java",
          "now.plus(settings.leaseTtl())",
          "now.plus(settings.leaseTtl().multipliedBy(100))"));

  private static final String INSIDE = "/opt/saksi/lib/";

  private final String module;

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<Edit> edits;

  /**
   * A rule taken out.
   *
   * @param there exactly once in that file; else the rule has moved, and this has to follow
   */
  private record Edit(String source, String there, String instead) {
    String applied(String text) throws IOException {
      if (text.split(Pattern.quote(there), -1).length != 2) {
        throw new IOException("not there exactly once, in " + source + ": " + there);
      }
      return text.replace(there, instead);
    }
  }

  Sabotage(String module, Edit... edits) {
    this.module = module;
    this.edits = List.of(edits);
  }

  /**
   * Makes the jar.
   *
   * @return where it stands in a node, and the jar
   */
  Map<String, Path> jar() throws IOException {
    Path root = Path.of(System.getProperty("saksi.root"));
    Path library = root.resolve("agent/target/saksi/lib");
    Path shipped = find(library, "saksi-" + module + "-");
    Path work = Files.createTempDirectory(root.resolve("integration-tests/target"), "sabotage");
    Path classes = compile(root, library, work);
    Path jar = work.resolve(shipped.getFileName());
    Files.copy(shipped, jar, StandardCopyOption.REPLACE_EXISTING);
    try (FileSystem inside = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of());
        Stream<Path> compiled = Files.walk(classes)) {
      for (Path file : compiled.filter(Files::isRegularFile).toList()) {
        Files.copy(
            file,
            inside.getPath(classes.relativize(file).toString()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    // An empty cache is no cache: the shipped one has the shipped classes in it.
    Path noCache = Files.createFile(work.resolve("agent.aot"));
    return Map.of(INSIDE + shipped.getFileName(), jar, INSIDE + "agent.aot", noCache);
  }

  private static Path find(Path library, String prefix) throws IOException {
    try (Stream<Path> jars = Files.list(library)) {
      return jars.filter(jar -> jar.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElseThrow(() -> new IOException("no " + prefix + "*.jar in " + library));
    }
  }

  private Path compile(Path root, Path library, Path work) throws IOException {
    Map<String, String> sources = new TreeMap<>();
    for (Edit edit : edits) {
      String text = sources.get(edit.source());
      if (text == null) {
        Path file = root.resolve(module).resolve("src/main/java").resolve(edit.source());
        text = Files.readString(file);
      }
      sources.put(edit.source(), edit.applied(text));
    }
    List<String> files = new ArrayList<>();
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = work.resolve(source.getKey());
      Files.createDirectories(file.getParent());
      files.add(Files.writeString(file, source.getValue()).toString());
    }
    Path classes = Files.createDirectories(work.resolve("classes"));
    List<String> arguments =
        new ArrayList<>(
            List.of("-nowarn", "-proc:none", "-d", classes.toString(), "-cp", classPath(library)));
    arguments.addAll(files);
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                System.err,
                arguments.toArray(String[]::new));
    if (status != 0) {
      throw new IOException(this + " does not compile");
    }
    return classes;
  }

  private static String classPath(Path library) throws IOException {
    List<String> jars = new ArrayList<>();
    try (Stream<Path> files = Files.list(library)) {
      files.filter(f -> f.toString().endsWith(".jar")).forEach(f -> jars.add(f.toString()));
    }
    return String.join(File.pathSeparator, jars);
  }
}
