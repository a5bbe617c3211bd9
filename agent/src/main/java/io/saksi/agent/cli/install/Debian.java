package io.saksi.agent.cli.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How Debian's postgresql-common starts a database cluster: by files beside its settings. */
final class Debian {
  private Debian() {}

  /**
   * Keeps {@code pg_ctlcluster} from starting it ({@code start.conf} of its manual); a server that
   * two start would be two servers to its clients' eyes.
   *
   * @return what was done, or is to be done, in words; nothing where it is no cluster of Debian's
   */
  static List<String> disable(Path configFile) {
    Path start = configFile.resolveSibling("start.conf");
    if (!Files.exists(start)) {
      return List.of("See that nothing else starts it: disable its former service.");
    }
    try {
      Files.writeString(start, "# saksi starts it\ndisabled\n");
      return List.of(start + " says 'disabled': pg_ctlcluster does not start it any more.");
    } catch (IOException e) {
      return List.of("NOT DONE (" + e + "): write 'disabled' into " + start + ".");
    }
  }
}
