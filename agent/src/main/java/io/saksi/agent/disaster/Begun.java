package io.saksi.agent.disaster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether an agent may start beside a recovery. */
public final class Begun {
  private Begun() {}

  /** Why it may not: a recovery was begun here and has not ended. */
  public static Optional<String> refusal(Path home) {
    return Files.exists(Intent.file(home))
        ? Optional.of(
            "a recovery from disaster was begun here and has not ended ("
                + Intent.file(home)
                + "): run saksi disaster recover again, it goes on; or give it up with"
                + " saksi disaster recover --abandon")
        : Optional.empty();
  }
}
