import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The jars in lib/, with times made of their contents: the AOT caches look at them. */
final class Jars {
  private final Path lib;
  private final Progress progress;

  Jars(Path lib, Progress progress) {
    this.lib = lib;
    this.progress = progress;
  }

  boolean copy(List<Path> jars) throws IOException {
    long began = System.nanoTime();
    int copied = 0;
    for (Path jar : jars) {
      copied += copy(jar, lib.resolve(jar.getFileName())) ? 1 : 0;
    }
    boolean removed = removeOthers(jars);
    if (copied > 0) {
      progress.made(copied + " of " + jars.size() + " jars", began);
    }
    return copied > 0 || removed;
  }

  private static boolean copy(Path jar, Path place) throws IOException {
    byte[] content =
        ModernClasses.isOld(jar) ? ModernClasses.modernized(jar) : Files.readAllBytes(jar);
    if (Files.exists(place)
        && Arrays.equals(content, Files.readAllBytes(place))
        && ContentTime.isOf(place)) {
      return false;
    }
    Path fresh = place.resolveSibling(place.getFileName() + ".new");
    Files.write(fresh, content);
    ContentTime.give(fresh);
    Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  private boolean removeOthers(List<Path> jars) throws IOException {
    Set<Path> wanted = jars.stream().map(Path::getFileName).collect(Collectors.toSet());
    boolean removed = false;
    try (Stream<Path> present = Files.list(lib)) {
      for (Path jar : present.filter(p -> p.toString().endsWith(".jar")).toList()) {
        if (!wanted.contains(jar.getFileName())) {
          Files.delete(jar);
          removed = true;
        }
      }
    }
    return removed;
  }
}
