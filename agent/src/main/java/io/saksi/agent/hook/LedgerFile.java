package io.saksi.agent.hook;

import io.saksi.core.hook.HookLedger;
import io.saksi.core.hook.HookRole;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.NodeId;
import java.io.IOException;
import java.io.StringReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the programs were told, on disk. A file that is lost or damaged means: nothing yet. */
final class LedgerFile {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerFile.class);
  private static final long MOST_BYTES = 4_096;

  private final Path file;

  LedgerFile(Path file) {
    this.file = file;
  }

  HookLedger read() {
    try {
      if (!Files.exists(file) || Files.size(file) > MOST_BYTES) {
        return HookLedger.EMPTY;
      }
      Properties lines = new Properties();
      lines.load(new StringReader(Files.readString(file)));
      Optional<HookLedger.Told> told =
          lines.containsKey("role")
              ? Optional.of(
                  new HookLedger.Told(
                      HookRole.valueOf(lines.getProperty("role")),
                      epoch(lines, "epoch"),
                      new NodeId(lines.getProperty("primary"))))
              : Optional.empty();
      return new HookLedger(
          told,
          epoch(lines, "change"),
          epoch(lines, "demote"),
          epoch(lines, "promote"),
          cause(lines.getProperty("cause", HookLedger.UNKNOWN)));
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} cannot be read, hooks that run afterwards run again: {}", file, e.toString());
      return HookLedger.EMPTY;
    }
  }

  private static String cause(String text) {
    if (!text.matches("[A-Z_]{1,64}")) {
      throw new IllegalArgumentException("no cause");
    }
    return text;
  }

  private static Epoch epoch(Properties lines, String name) {
    return new Epoch(Long.parseLong(lines.getProperty(name)));
  }

  /** Durable when it returns. */
  void write(HookLedger ledger) throws IOException {
    StringBuilder text = new StringBuilder();
    ledger
        .told()
        .ifPresent(told ->
            text.append("role=")
                .append(told.role())
                .append("\nepoch=")
                .append(told.epoch().number())
                .append("\nprimary=")
                .append(told.primary().name())
                .append('\n'));
    text.append("change=")
        .append(ledger.change().number())
        .append("\ndemote=")
        .append(ledger.demote().number())
        .append("\npromote=")
        .append(ledger.promote().number())
        .append("\ncause=")
        .append(ledger.cause())
        .append('\n');
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(
        temporary,
        text,
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE,
        StandardOpenOption.SYNC);
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent())) {
      directory.force(true);
    }
  }
}
