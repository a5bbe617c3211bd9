package io.saksi.agent.node;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.fuzz.Scratch;
import io.saksi.fuzz.Shape;
import io.saksi.fuzz.Target;
import io.saksi.fuzz.Trial;
import io.saksi.property.Draw;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a node has promised. */
public final class NodeTargets {
  private NodeTargets() {}

  public static List<Target> all() {
    Scratch scratch = new Scratch();
    return List.of(
        Target.of("node.promises", promises(new Scratch()))
            .shaped(Shape.text("v1", "v2", "v3", "v4", "-", " ", "\n"))
            .refusesBy(IOException.class)
            .costing(20)
            .tried(
                Trial.exact(
                    in -> Promises.load(scratch.file("promises", in)),
                    promises -> promises.text().getBytes(StandardCharsets.UTF_8))));
  }

  /** As they are written. */
  private static Draw<byte[]> promises(Scratch scratch) {
    return random -> {
      try {
        Path file = scratch.directory().resolve("promises");
        Files.deleteIfExists(file);
        Promises promises = Promises.load(file);
        promises.persistPromise(new Epoch(random.nextLong(1, 1_000)));
        if (random.nextBoolean()) {
          promises.persistServing(
              promises.promised(), new InstanceId(Long.toHexString(random.nextLong())));
          promises.persistEntry(random.nextLong(1, 100));
        }
        return Files.readAllBytes(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (StaleOrderException e) {
        throw new IllegalStateException(e);
      }
    };
  }
}
