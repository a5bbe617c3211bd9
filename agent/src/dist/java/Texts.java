import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The launcher, with its class path filled in, and the files that are shipped as they are. */
final class Texts {
  private static final String CLASS_PATH = "@CLASS_PATH@";
  private static final String GUARD_CLASS_PATH = "@GUARD_CLASS_PATH@";

  /** The guard uses the JDK, and of ours the packages of the machine and of the model. */
  private static final Pattern GUARD_NEEDS = Pattern.compile("saksi-(agent|coordinator)-.*");

  private final Path sources;
  private final Path home;
  private final List<Path> jars;
  private boolean changed;

  Texts(Path sources, Path home, List<Path> jars) {
    this.sources = sources;
    this.home = home;
    this.jars = jars;
  }

  boolean write(Path license) throws IOException {
    String launcher =
        Files.readString(sources.resolve("bin/saksi"))
            .replace(GUARD_CLASS_PATH, classPath(jar -> GUARD_NEEDS.matcher(jar).matches()))
            .replace(CLASS_PATH, classPath(_ -> true));
    put("bin/saksi", launcher, "rwxr-xr-x");
    for (String file : List.of("conf/logging.properties", "lib/logging-cli.properties")) {
      put(file, Files.readString(sources.resolve(file)), "rw-r--r--");
    }
    put("LICENSE", Files.readString(license), "rw-r--r--");
    return changed;
  }

  private String classPath(Predicate<String> wanted) {
    return jars.stream()
        .map(jar -> jar.getFileName().toString())
        .filter(wanted)
        .map(jar -> "$lib/" + jar)
        .collect(Collectors.joining(":"));
  }

  private void put(String name, String text, String permissions) throws IOException {
    Path file = home.resolve(name);
    if (Files.exists(file) && Files.readString(file).equals(text)) {
      return;
    }
    Files.createDirectories(file.getParent());
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, text);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(permissions));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    changed = true;
  }
}
