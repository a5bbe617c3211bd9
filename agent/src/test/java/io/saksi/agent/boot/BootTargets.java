package io.saksi.agent.boot;

import io.saksi.agent.config.AgentOptions;
import io.saksi.agent.config.InvalidOptions;
import io.saksi.agent.disaster.Superseded;
import io.saksi.core.model.Endpoint;
import io.saksi.fuzz.Scratch;
import io.saksi.fuzz.Shape;
import io.saksi.fuzz.Target;
import io.saksi.fuzz.Trial;
import io.saksi.property.Draw;
import io.saksi.proto.v1.DiscoverRequest;
import io.saksi.wire.MalformedMessage;
import io.saksi.wire.MemberCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What an agent starts with: its options' file, the last agent's hint, and who else is there. */
public final class BootTargets {
  private static final UUID OWN = new UUID(1, 2);

  private BootTargets() {}

  public static List<Target> all() {
    return List.of(options(), hint(), introduction());
  }

  private static Target options() {
    Scratch scratch = new Scratch();
    String file =
        """
        # node a
        --cluster shop --node a
        --home /nowhere/saksi --run-dir /nowhere/run
        --listen 10.0.0.1:7400 --raft-listen 10.0.0.1:7401
        --postgres-listen 10.0.0.1:5432 --http-listen [fd00::1]:8008
        --secret-file /etc/hostname
        --seed 10.0.0.2:7400,10.0.0.3:7400
        --client-hba "host shop app 10.0.0.0/8 scram-sha-256"
        --ballast 64MB --hung-after 6 --priority 100
        --vip 10.0.0.100/24@eth0 --vip-read 10.0.0.101/24@eth0
        --keep-divergences 5 --clone-rate 1024
        """;
    return Target.ofText("boot.options", Draw.of(file))
        .shaped(
            Shape.text(
                "--",
                "=",
                "\"",
                "'",
                "\\",
                "--bootstrap",
                "--witness",
                "--vip-provider none",
                "[",
                "]",
                ":",
                "0.0.0.0",
                "off",
                "1TB",
                "9999999TB"))
        .refusesBy(ParameterException.class)
        .refusesBy(InvalidOptions.class)
        .costing(400)
        .tried(in -> {
          AgentOptions options = new AgentOptions();
          Path given = scratch.file("agent.conf", in);
          new CommandLine(new AgentCommand(options)).parseArgs("@" + given);
          if (options.toConfig().self().agent().host().isBlank()) {
            throw new AssertionError("nowhere to be reached");
          }
        });
  }

  private static Target hint() {
    Scratch scratch = new Scratch();
    return Target.ofText(
            "boot.lease-hint",
            Draw.of("v1 3000 150\n10.0.0.2 7400\nfd00::1 7400\n", "v1 10000 500\n"))
        .shaped(Shape.text("v1", " ", "\n", "0", "3000 150"))
        .refusesBy(IOException.class)
        .costing(20)
        .tried(
            Trial.roundTrip(
                in -> {
                  LeaseHint hint =
                      LeaseHint.read(scratch.file("lease.hint", in).getParent())
                          .orElseThrow(() -> new IOException("no hint"));
                  if (hint.ttl().toMillis() / 20 > hint.killAhead().toMillis()) {
                    throw new AssertionError("the guard would be late: " + hint);
                  }
                  return hint;
                },
                hint -> {
                  hint.write(scratch.directory());
                  return Files.readAllBytes(scratch.directory().resolve("lease.hint"));
                }));
  }

  /**
   * Who says that this node's group was given up: it is kept on disk, and read at the next start.
   */
  private static Target introduction() {
    Scratch scratch = new Scratch();
    DiscoverRequest valid =
        DiscoverRequest.newBuilder()
            .setRaftGroupId(new UUID(3, 4).toString())
            .setGeneration(2)
            .addFormer(OWN.toString())
            .setAgent(MemberCodec.encode(new Endpoint("10.0.0.7", 7400)))
            .build();
    return Target.of("boot.introduction", Draw.of(valid.toByteArray()))
        .shaped(Shape.PROTOBUF)
        .refusesBy(IOException.class)
        .refusesBy(MalformedMessage.class)
        .refusesBy(IllegalArgumentException.class)
        .costing(10)
        .tried(in -> {
          Optional<Superseded> told = Supersession.told(OWN, DiscoverRequest.parseFrom(in));
          if (told.isPresent() && !kept(scratch, told.get()).equals(told)) {
            throw new AssertionError("kept otherwise than told: " + told);
          }
        });
  }

  private static Optional<Superseded> kept(Scratch scratch, Superseded told) throws IOException {
    told.write(scratch.directory());
    try {
      return Superseded.read(scratch.directory());
    } catch (IOException e) {
      throw new AssertionError("the next start would not understand it: " + told, e);
    }
  }
}
