package io.saksi.raft;

import io.saksi.fuzz.Scratch;
import io.saksi.fuzz.Shape;
import io.saksi.fuzz.Target;
import io.saksi.fuzz.Trial;
import io.saksi.property.Draw;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;

/** What Raft keeps beside its directory, and in it. */
public final class RaftTargets {
  private RaftTargets() {}

  public static List<Target> all() {
    return List.of(marker(), SnapshotTarget.target(), LogTarget.target());
  }

  private static Target marker() {
    Scratch scratch = new Scratch();
    return Target.of("raft.marker", markers())
        .shaped(Shape.text("phase=ready", "=", "\n", "group", "READY"))
        .refusesBy(RaftStartException.class)
        .costing(10)
        .tried(Trial.roundTrip(in -> read(scratch, in), marker -> written(scratch, marker)));
  }

  private static Draw<byte[]> markers() {
    return random ->
        """
        saksi-raft-marker 1
        phase=%s
        group=%s
        node=a%d
        address=10.0.0.%d:7401
        machine=%x
        """
            .formatted(
                List.of("bootstrapping", "joining", "ready").get(random.nextInt(3)),
                new UUID(random.nextLong(), random.nextLong()),
                random.nextInt(10),
                random.nextInt(256),
                random.nextLong())
            .getBytes(StandardCharsets.UTF_8);
  }

  private static RaftMarker read(Scratch scratch, byte[] in)
      throws IOException, RaftStartException {
    return RaftMarker.read(scratch.file("marker", in)).orElseThrow();
  }

  private static byte[] written(Scratch scratch, RaftMarker marker)
      throws IOException, RaftStartException {
    marker.write(scratch.directory().resolve("written"));
    return Files.readAllBytes(scratch.directory().resolve("written"));
  }
}
