package io.saksi.agent.disaster;

import io.saksi.core.model.Endpoint;
import io.saksi.fuzz.Scratch;
import io.saksi.fuzz.Shape;
import io.saksi.fuzz.Target;
import io.saksi.fuzz.Trial;
import io.saksi.property.Draw;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

/** What a node wrote down for its next start. */
public final class DisasterTargets {
  private static final Shape WORDS =
      Shape.text("v1", " ", "\n", "[::1]:7400", "[[x]]:1", ":", "99999");

  private DisasterTargets() {}

  public static List<Target> all() {
    return List.of(intent(), superseded(), rejoining(), knownAgents());
  }

  private static UUID uuid(SplittableRandom random) {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private static Endpoint endpoint(SplittableRandom random) {
    String host = random.nextBoolean() ? "10.0.0." + random.nextInt(256) : "fd00::1";
    return new Endpoint(host, random.nextInt(1, 65_536));
  }

  private interface Write {
    void in(java.nio.file.Path home) throws IOException;
  }

  /** As its writer leaves the file. */
  private static byte[] written(Scratch scratch, String name, Write write) throws IOException {
    write.in(scratch.directory());
    return Files.readAllBytes(scratch.directory().resolve(name));
  }

  private static Target intent() {
    Scratch scratch = new Scratch();
    Draw<String> valid =
        random -> "v1 " + uuid(random) + " " + uuid(random) + " a" + random.nextInt(9) + " b\n";
    return Target.ofText("disaster.intent", valid)
        .shaped(WORDS)
        .refusesBy(IOException.class)
        .costing(20)
        .tried(
            Trial.roundTrip(
                in -> {
                  scratch.file("disaster", in);
                  return Intent.read(scratch.directory()).orElseThrow();
                },
                intent -> written(scratch, "disaster", intent::write)));
  }

  private static Target superseded() {
    Scratch scratch = new Scratch();
    Draw<String> valid =
        random -> "v1 " + random.nextInt(2, 9) + " " + uuid(random) + " " + endpoint(random) + "\n";
    return Target.ofText("disaster.superseded", valid)
        .shaped(WORDS)
        .refusesBy(IOException.class)
        .costing(20)
        .tried(
            Trial.roundTrip(
                in -> {
                  scratch.file("superseded", in);
                  return Superseded.read(scratch.directory()).orElseThrow();
                },
                superseded -> written(scratch, "superseded", superseded::write)));
  }

  private static Target rejoining() {
    Scratch scratch = new Scratch();
    Draw<String> valid = random -> endpoint(random) + "\n" + endpoint(random) + "\n";
    return Target.ofText("disaster.rejoin", valid)
        .shaped(WORDS)
        .refusesBy(IOException.class)
        .costing(20)
        .tried(
            Trial.roundTrip(
                in -> {
                  scratch.file("rejoin", in);
                  return Rejoining.read(scratch.directory()).orElseThrow();
                },
                agents -> written(scratch, "rejoin", home -> Rejoining.write(home, agents))));
  }

  private static Target knownAgents() {
    Scratch scratch = new Scratch();
    Draw<String> valid = random -> endpoint(random) + "\n" + endpoint(random) + "\n";
    return Target.ofText("disaster.agents", valid)
        .shaped(WORDS)
        .forgiving()
        .costing(20)
        .tried(
            Trial.roundTrip(
                in -> {
                  scratch.file("agents", in);
                  return Set.copyOf(KnownAgents.read(scratch.directory()));
                },
                agents -> written(scratch, "agents", home -> KnownAgents.write(home, agents))));
  }
}
