package io.saksi.agent.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.saksi.proto.v1.EnrolReply;
import io.saksi.proto.v1.EnrolRequest;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LogEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The leader's side, with the real state that the log makes. */
class EnrolmentsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Endpoint AGENT = new Endpoint("127.0.0.1", 7400);

  @TempDir private Path root;
  private TestPki pki;
  private TlsFiles files;
  private Path secretFile;
  private ClusterState state;
  private Instant now = NOW;

  @BeforeEach
  void make() throws IOException {
    pki = new TestPki(root.resolve("pki"), TestPki.CLUSTER);
    files = new TlsFiles(pki.directory(Role.NODE, "a"));
    secret(files.authorityKey(), Pem.ofKey(pki.authority().key()));
    secretFile = secret(root.resolve("secret"), "a secret of enough characters");
    Member founder =
        new Member(
            new NodeId("a"),
            new Endpoint("127.0.0.1", 7401),
            AGENT,
            Optional.empty(),
            Optional.empty(),
            100);
    state =
        ClusterState.create(
            new Command.CreateCluster(
                new ClusterId(TestPki.CLUSTER, "id"), Settings.DEFAULT, founder));
  }

  private static Path secret(Path file, String content) throws IOException {
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private Enrolments enrolments() {
    InstantSource clock = () -> now;
    return new Enrolments(
        TestPki.CLUSTER,
        new NodeId("a"),
        secretFile,
        files,
        clock,
        () -> Optional.of(state),
        this::write);
  }

  private CompletableFuture<CommandResult> write(LogEntry entry) {
    Outcome outcome = state.apply(entry.command(), entry.basedOn());
    state = outcome.state();
    return CompletableFuture.completedFuture(CommandResult.of(outcome));
  }

  private Token token(String id, Optional<String> node) {
    return new Token(
        TestPki.CLUSTER,
        node,
        NOW.plus(Duration.ofHours(1)),
        id,
        Fingerprint.of(pki.authority().certificate()),
        List.of(AGENT));
  }

  private String signed(Token token) throws IOException {
    return token.signed(Secret.read(secretFile));
  }

  private static EnrolRequest request(String token, String node, PublicKey key) {
    return EnrolRequest.newBuilder()
        .setToken(token)
        .setNode(node)
        .addHosts("10.0.0.2")
        .setPublicKey(ByteString.copyFrom(key.getEncoded()))
        .build();
  }

  private static EnrolRequest request(String token, String node) {
    return request(token, node, Authority.newKey().getPublic());
  }

  private void refused(EnrolRequest request, String why) {
    assertThatThrownBy(() -> enrolments().enrol(request, "10.0.0.2"))
        .isInstanceOf(Enrolments.NotLetIn.class)
        .hasMessageContaining(why);
  }

  @Test
  void aTokenMakesANodeOfWhoeverShowsIt() throws Exception {
    KeyPair pair = Authority.newKey();
    String text = signed(token("1", Optional.empty()));
    assertThat(Token.read(text)).isEqualTo(token("1", Optional.empty()));
    EnrolReply reply = enrolments().enrol(request(text, "b", pair.getPublic()), "10.0.0.2");
    var own = Pem.certificates(reply.getCertificate(), "the reply").getFirst();
    assertThat(own.getPublicKey()).isEqualTo(pair.getPublic());
    assertThat(Identity.of(own)).contains(new Identity(TestPki.CLUSTER, Role.NODE, "b"));
    assertThat(reply.getSecret()).isEqualTo(Files.readString(secretFile));
    assertThat(reply.getAgentsList()).hasSize(1);
    assertThat(reply.getAuthorityKey()).isEqualTo(Files.readString(files.authorityKey()));
  }

  @Test
  void itIsWorthNothingASecondTime() throws Exception {
    String text = signed(token("1", Optional.empty()));
    assertThat(enrolments().enrol(request(text, "b"), "10.0.0.2")).isNotNull();
    refused(request(text, "c"), "used already");
    refused(request(text, "b"), "used already");
    assertThat(enrolments().enrol(request(signed(token("2", Optional.empty())), "c"), ""))
        .isNotNull();
  }

  /** Also where the log of a later leader no longer holds those that have ended. */
  @Test
  void itEnds() throws Exception {
    String text = signed(token("1", Optional.empty()));
    assertThat(enrolments().enrol(request(text, "b"), "10.0.0.2")).isNotNull();
    now = NOW.plus(Duration.ofHours(2));
    refused(request(text, "c"), "ended at");
    refused(request(signed(token("2", Optional.empty())), "c"), "ended at");
  }

  @Test
  void nobodyMakesOrChangesOneWithoutTheSecret() throws Exception {
    Path other = secret(root.resolve("other"), "another secret, long enough");
    refused(
        request(token("1", Optional.empty()).signed(Secret.read(other)), "b"),
        "not made by this cluster");
    String[] a = signed(token("1", Optional.of("b"))).split("\\.", -1);
    String[] b = signed(token("1", Optional.of("c"))).split("\\.", -1);
    refused(request(a[0] + "." + b[1] + "." + a[2], "c"), "not made by this cluster");
    refused(request("", "b"), "no token");
    refused(request("saksi1.%%.%%", "b"), "no token");
  }

  /** Its certificate would be power over the member. */
  @Test
  void aMembersNameTakesATokenForIt() throws Exception {
    refused(request(signed(token("1", Optional.empty())), "a"), "there is a node a already");
    refused(request(signed(token("2", Optional.of("c"))), "a"), "for node c");
    assertThat(enrolments().enrol(request(signed(token("3", Optional.of("a"))), "a"), ""))
        .isNotNull();
  }

  @Test
  void onlyOurKindOfKeyIsCertified() throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    refused(
        request(signed(token("1", Optional.empty())), "b", rsa.generateKeyPair().getPublic()),
        "public key");
    // What was refused for another reason spends no token.
    assertThat(enrolments().enrol(request(signed(token("1", Optional.empty())), "b"), ""))
        .isNotNull();
  }

  @Test
  void whoHasNoKeyOfTheAuthoritySaysWhereToGetIt() throws Exception {
    Files.delete(files.authorityKey());
    refused(request(signed(token("1", Optional.empty())), "b"), "ca.key");
  }
}
