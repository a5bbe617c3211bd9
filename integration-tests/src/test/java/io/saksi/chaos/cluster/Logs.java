package io.saksi.chaos.cluster;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/** What containers said, as files. */
final class Logs {
  static final Path KEPT =
      Path.of(System.getProperty("saksi.root"), "integration-tests", "target", "chaos-logs");

  private static final int BOUND_SECONDS = 20;

  private Logs() {}

  private static final class ToFile extends ResultCallback.Adapter<Frame> {
    private final OutputStream file;

    ToFile(OutputStream file) {
      this.file = file;
    }

    @Override
    public void onNext(Frame frame) {
      try {
        file.write(frame.getPayload());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static void keep(Path directory, Collection<Node> nodes) {
    for (Node node : nodes) {
      try {
        Files.createDirectories(directory);
        try (OutputStream file = Files.newOutputStream(directory.resolve(node.name() + ".log"));
            ToFile lines = new ToFile(file)) {
          Engine.client()
              .logContainerCmd(node.container())
              .withStdOut(true)
              .withStdErr(true)
              .exec(lines);
          lines.awaitCompletion(BOUND_SECONDS, TimeUnit.SECONDS);
        }
      } catch (IOException | RuntimeException e) {
        System.out.println("no log of " + node + ": " + e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    System.out.println("logs: " + directory);
  }
}
