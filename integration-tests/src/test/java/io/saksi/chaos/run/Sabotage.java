package io.saksi.chaos.run;

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
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * A Saksi without one of its safety rules, to prove that chaos would notice. The switch is another
 * jar: one class is compiled from its source with the rule taken out, and stands in the place of the
 * shipped one in a cluster of tests. Nothing that is shipped knows of it, or could be told.
 */
enum Sabotage {
  /** A standby says that it has stopped receiving from the former primary, and goes on. */
  NO_REVOCATION(
      "agent",
      "io/saksi/agent/postgres/Revocation.java",
      "      context.files().writeUpstream(Optional.empty(), context.secrets());\n",
      "      if (server == null) throw new IOException();\n",
      "              endReceiver(connection, deadline);\n",
      ""),
  /** The leader takes every lease as run out: nobody waits for the former primary. */
  NO_FENCE(
      "coordinator",
      "io/saksi/core/decide/LeaseProof.java",
      "    return view.lease()\n",
      "    if (state != null) return true;\n    return view.lease()\n");

  private final String module;
  private final String source;

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<String> replacements;

  /**
   * @param replacements in turn what is there, exactly once, and what is to be there
   */
  Sabotage(String module, String source, String... replacements) {
    this.module = module;
    this.source = source;
    this.replacements = List.of(replacements);
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
    return Map.of("/opt/saksi/lib/" + shipped.getFileName(), jar);
  }

  private static Path find(Path library, String prefix) throws IOException {
    try (Stream<Path> jars = Files.list(library)) {
      return jars.filter(jar -> jar.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElseThrow(() -> new IOException("no " + prefix + "*.jar in " + library));
    }
  }

  private Path compile(Path root, Path library, Path work) throws IOException {
    String text = Files.readString(root.resolve(module).resolve("src/main/java").resolve(source));
    for (int i = 0; i < replacements.size(); i += 2) {
      String there = replacements.get(i);
      if (text.split(java.util.regex.Pattern.quote(there), -1).length != 2) {
        throw new IOException(this + ": not there exactly once, in " + source + ": " + there);
      }
      text = text.replace(there, replacements.get(i + 1));
    }
    Path file = work.resolve(source);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Path classes = Files.createDirectories(work.resolve("classes"));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                System.err,
                "-nowarn",
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                classPath(library),
                file.toString());
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
    return String.join(java.io.File.pathSeparator, jars);
  }
}
