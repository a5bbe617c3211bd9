package io.saksi.agent.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A directory beside the data directory in which a new one is made, and from which it is renamed
 * when it is whole. A crash leaves it behind; its marker says that we made it.
 */
record WorkArea(Path root) {
  private static final String MARKER = "saksi.marker";

  Path data() {
    return root.resolve("data");
  }

  /** What was replaced and is of no use. */
  Path discarded() {
    return root.resolve("discarded");
  }

  String purpose() throws IOException {
    Path marker = root.resolve(MARKER);
    return Files.exists(marker)
        ? Files.readString(marker, StandardCharsets.ISO_8859_1).strip()
        : "begun";
  }

  /** Removes what an earlier attempt left and begins anew. */
  void begin(String purpose) throws IOException {
    remove();
    DurableFiles.createPrivateDirectory(root);
    DurableFiles.write(root.resolve(MARKER), purpose + "\n");
  }

  /**
   * @throws IOException also if something is there that does not carry our marker
   */
  void remove() throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    if (!isOurs()) {
      throw new IOException(root + " has no marker of ours, so it is not removed: move it away");
    }
    DurableFiles.deleteTree(data());
    DurableFiles.deleteTree(discarded());
    DurableFiles.deleteTree(root);
  }

  /** Its marker is there, or nothing but a marker that was being written when we were stopped. */
  private boolean isOurs() throws IOException {
    if (Files.exists(root.resolve(MARKER))) {
      return true;
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries.allMatch(entry -> entry.getFileName().toString().startsWith(MARKER));
    }
  }
}
