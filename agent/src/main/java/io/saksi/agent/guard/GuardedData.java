package io.saksi.agent.guard;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the guard tells its agent: whose processes it ends at the deadline. Both are told a data
 * directory, and nothing but this would notice that they were told different ones: the agent would
 * serve under a lease that nobody enforces.
 */
public final class GuardedData {
  private static final String VARIABLE = "SAKSI_GUARDED_DATA";
  private static final String NONE = "";

  private GuardedData() {}

  static void tell(Map<String, String> environment, Optional<Path> dataDirectory) {
    environment.put(VARIABLE, dataDirectory.map(Path::toString).orElse(NONE));
  }

  /**
   * What is wrong for an agent with this data directory, with the remedy. Empty: nothing, or the
   * guard is an older one, which does not tell.
   *
   * @param environment of the agent's process
   */
  public static Optional<String> mismatch(Map<String, String> environment, Path dataDirectory) {
    String told = environment.get(VARIABLE);
    if (told == null) {
      return Optional.empty();
    }
    if (told.equals(NONE)) {
      return Optional.of(
          "its guard would end no PostgreSQL: start it with saksi guard --data-dir "
              + dataDirectory);
    }
    if (real(Path.of(told)).equals(real(dataDirectory))) {
      return Optional.empty();
    }
    return Optional.of(
        "its guard would end the PostgreSQL of "
            + told
            + ", and not of "
            + dataDirectory
            + ": give saksi guard and saksi agent the same --data-dir");
  }

  /** Without symbolic links, as far as it is there: the directory may yet have to be made. */
  private static Path real(Path path) {
    Path normal = path.toAbsolutePath().normalize();
    Path rest = Path.of("");
    for (Path above = normal; above != null; above = above.getParent()) {
      try {
        return above.toRealPath().resolve(rest);
      } catch (IOException e) {
        rest = above.getFileName() == null ? rest : above.getFileName().resolve(rest);
      }
    }
    return normal;
  }
}
