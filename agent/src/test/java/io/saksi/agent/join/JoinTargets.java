package io.saksi.agent.join;

import com.google.protobuf.ByteString;
import io.saksi.agent.config.Secret;
import io.saksi.agent.tls.Authority;
import io.saksi.agent.tls.Fingerprint;
import io.saksi.agent.tls.Identity;
import io.saksi.agent.tls.Pem;
import io.saksi.agent.tls.Role;
import io.saksi.agent.tls.TestPki;
import io.saksi.agent.tls.TlsFiles;
import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Settings;
import io.saksi.core.state.ClusterState;
import io.saksi.fuzz.Scratch;
import io.saksi.fuzz.Shape;
import io.saksi.fuzz.Target;
import io.saksi.fuzz.Trial;
import io.saksi.property.Draw;
import io.saksi.proto.v1.EnrolReply;
import io.saksi.proto.v1.EnrolRequest;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LogEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** What whoever reaches an agent's port can send to it before he is anybody. */
public final class JoinTargets {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Endpoint AGENT = new Endpoint("127.0.0.1", 7400);

  private JoinTargets() {}

  public static List<Target> all() {
    return List.of(token(), enrolment());
  }

  private static Token drawn(SplittableRandom random, String authority) {
    return new Token(
        TestPki.CLUSTER,
        random.nextBoolean() ? Optional.of("b") : Optional.empty(),
        NOW.plusSeconds(random.nextInt(1, 90_000)),
        Long.toHexString(random.nextLong()),
        authority,
        List.of(AGENT, new Endpoint("fd00::1", random.nextInt(1, 65_536))));
  }

  /** As the machine that joins reads it: without the secret, so that damage is not seen by that. */
  private static Target token() {
    return Target.ofText(
            "join.token", random -> drawn(random, "ab".repeat(32)).signed(Cluster.get().secret))
        .shaped(Shape.text("saksi1", ".", "-", "_", "="))
        .refusesBy(IllegalArgumentException.class)
        .tried(
            Trial.roundTrip(
                in -> Token.read(new String(in, StandardCharsets.UTF_8)),
                read -> read.signed(Cluster.get().secret).getBytes(StandardCharsets.UTF_8)));
  }

  /** Whoever is let in is one node of this cluster, and his token is spent. */
  private static Target enrolment() {
    return Target.of("join.enrolment", requests())
        .shaped(Shape.PROTOBUF)
        .costing(20)
        .refusesBy(Enrolments.NotLetIn.class)
        .refusesBy(com.google.protobuf.InvalidProtocolBufferException.class)
        .tried(in -> Cluster.get().enrol(EnrolRequest.parseFrom(in)));
  }

  private static Draw<byte[]> requests() {
    return random ->
        EnrolRequest.newBuilder()
            .setToken(drawn(random, Cluster.get().fingerprint()).signed(Cluster.get().secret))
            .setNode("b")
            .addHosts("10.0.0.2")
            .addHosts("db-2.example.org")
            .setPublicKey(ByteString.copyFrom(Cluster.get().key))
            .build()
            .toByteArray();
  }

  /** Made at its first use: keys and files. */
  private static final class Cluster {
    private static Cluster made;

    private final TestPki pki;
    private final TlsFiles files;
    private final Path secretFile;
    private final Secret secret;
    private final byte[] key = Authority.newKey().getPublic().getEncoded();
    private final ClusterState before =
        ClusterState.create(
            new Command.CreateCluster(
                new ClusterId(TestPki.CLUSTER, "id"),
                Settings.DEFAULT,
                new Member(
                    new NodeId("a"),
                    new Endpoint("127.0.0.1", 7401),
                    AGENT,
                    Optional.empty(),
                    Optional.empty(),
                    100)));
    private ClusterState state = before;

    private Cluster(Path directory) throws IOException {
      pki = new TestPki(directory, TestPki.CLUSTER);
      files = new TlsFiles(pki.directory(Role.NODE, "a", Duration.ofDays(1), List.of("127.0.0.1")));
      ownersOnly(files.authorityKey(), Pem.ofKey(pki.authority().key()));
      secretFile = ownersOnly(directory.resolve("secret"), "a secret of enough characters");
      secret = Secret.read(secretFile);
    }

    static synchronized Cluster get() {
      try {
        if (made == null) {
          made = new Cluster(new Scratch().directory());
        }
        return made;
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    private static Path ownersOnly(Path file, String content) throws IOException {
      Files.writeString(file, content);
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    String fingerprint() {
      return Fingerprint.of(pki.authority().certificate());
    }

    void enrol(EnrolRequest request) throws Exception {
      state = before;
      Enrolments enrolments =
          new Enrolments(
              TestPki.CLUSTER,
              new NodeId("a"),
              secretFile,
              files,
              () -> NOW,
              () -> Optional.of(state),
              this::write);
      EnrolReply reply;
      try {
        reply = enrolments.enrol(request, "10.0.0.2");
      } catch (Enrolments.NotLetIn e) {
        // A stranger must not use up a token that is another's by what he sends beside it.
        require(state.equals(before), "refused, and the token is spent: " + e.getMessage());
        throw e;
      }
      var own = Pem.certificates(reply.getCertificate(), "the reply").getFirst();
      Identity whom = Identity.of(own).orElseThrow(() -> new AssertionError("names nobody"));
      require(
          whom.equals(new Identity(TestPki.CLUSTER, Role.NODE, request.getNode())),
          "let in as " + whom);
      require(!state.equals(before), "let in, and the token is not spent");
    }

    private static void require(boolean holds, String otherwise) {
      if (!holds) {
        throw new AssertionError(otherwise);
      }
    }

    private CompletableFuture<CommandResult> write(LogEntry entry) {
      Outcome outcome = state.apply(LogEntryAgain.of(entry).command(), entry.basedOn());
      state = outcome.state();
      return CompletableFuture.completedFuture(CommandResult.of(outcome));
    }
  }

  /** As every replica reads it. */
  private static final class LogEntryAgain {
    static LogEntry of(LogEntry entry) {
      try {
        return LogEntry.decode(entry.encode());
      } catch (io.saksi.wire.MalformedMessage e) {
        throw new AssertionError("written to the log, and nobody can read it: " + e, e);
      }
    }
  }
}
