package io.saksi.agent.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which version of the cluster's configuration PostgreSQL started with here, beside the data
 * directory. One that it does not start with must not keep it from starting: the next attempt is
 * made with the last that it ran with. What was only unlucky is tried again after that.
 */
final class ConfigurationTrack {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationTrack.class);

  private final ServerFiles files;
  private final RunFiles run;
  private final Path tried;
  private final Path good;
  private final Path refused;

  ConfigurationTrack(InstanceConfig config, ServerFiles files, RunFiles run) {
    this.files = files;
    this.run = run;
    tried = config.home().resolve("configuration.tried");
    good = config.home().resolve("configuration.good");
    refused = config.home().resolve("configuration.refused");
  }

  /** Before a start: the files are of the version that it is made with. */
  void choose() throws IOException {
    SharedConfiguration wanted =
        SharedConfiguration.readIfAny(run.configuration()).orElse(SharedConfiguration.NONE);
    Optional<SharedConfiguration> before = SharedConfiguration.readIfAny(good);
    boolean failed = number(tried).equals(Optional.of(wanted.number()));
    boolean another = before.isPresent() && before.get().number() != wanted.number();
    SharedConfiguration chosen = failed && another ? before.get() : wanted;
    if (chosen.number() != wanted.number()) {
      LOG.error(
          "PostgreSQL did not start with version {} of the configuration: it is started with"
              + " version {}",
          wanted.number(),
          chosen.number());
      DurableFiles.write(refused, Long.toString(wanted.number()));
    }
    files.write(chosen);
    DurableFiles.write(tried, Long.toString(chosen.number()));
  }

  /** The server that was started last lets its agent in. */
  void started() throws IOException {
    Optional<Long> number = number(tried);
    if (number.isEmpty()) {
      return;
    }
    SharedConfiguration running = SharedConfiguration.read(run.configuration());
    if (running.number() == number.get()) {
      running.write(good);
    }
    if (number(refused).equals(number)) {
      DurableFiles.delete(refused);
    }
    DurableFiles.delete(tried);
  }

  /** The version that PostgreSQL did not start with, where another one ran before. */
  Optional<Long> refused() throws IOException {
    return number(refused);
  }

  private static Optional<Long> number(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    return text.matches("\\d{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
  }
}
