package io.saksi.agent.join;

import io.saksi.agent.config.Secret;
import io.saksi.agent.tls.Authority;
import io.saksi.agent.tls.Identity;
import io.saksi.agent.tls.Pem;
import io.saksi.agent.tls.Role;
import io.saksi.agent.tls.TlsFiles;
import io.saksi.core.audit.Request;
import io.saksi.core.command.Command;
import io.saksi.core.model.NodeId;
import io.saksi.core.state.ClusterState;
import io.saksi.proto.v1.EnrolReply;
import io.saksi.proto.v1.EnrolRequest;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LogEntry;
import io.saksi.wire.MemberCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Takes tokens where this agent leads. The token is spent in the log before anything is handed out:
 * a leader that dies in between costs a token, and lets nobody in twice.
 */
public final class Enrolments {
  private static final Duration WRITTEN_WITHIN = Duration.ofSeconds(10);
  private static final int P256_BITS = 256;
  private static final int MOST_HOSTS = 16;

  private final String cluster;
  private final NodeId self;
  private final Path secretFile;
  private final TlsFiles files;
  private final InstantSource clock;
  private final Supplier<Optional<ClusterState>> state;
  private final Function<LogEntry, CompletableFuture<CommandResult>> log;

  /**
   * @param state what this agent's replica of the log says
   * @param log writes to it; only where this agent leads
   */
  public Enrolments(
      String cluster,
      NodeId self,
      Path secretFile,
      TlsFiles files,
      InstantSource clock,
      Supplier<Optional<ClusterState>> state,
      Function<LogEntry, CompletableFuture<CommandResult>> log) {
    this.cluster = cluster;
    this.self = self;
    this.secretFile = secretFile;
    this.files = files;
    this.clock = clock;
    this.state = state;
    this.log = log;
  }

  /** Why a machine is not let in, for the person in front of it. */
  public static final class NotLetIn extends Exception {
    private static final long serialVersionUID = 1;

    public NotLetIn(String why) {
      super(why);
    }
  }

  /**
   * Lets a node in. Blocks until the log has it, for 10 s at most.
   *
   * @param from where the call came from, for the audit
   */
  public EnrolReply enrol(EnrolRequest request, String from)
      throws NotLetIn, IOException, InterruptedException {
    Secret secret = Secret.read(secretFile);
    Token token = token(request, secret);
    NodeId node = node(request, token);
    PublicKey key = key(request);
    if (!files.mayCertify()) {
      throw new NotLetIn(
          self
              + " leads and has no key of the authority ("
              + files.authorityKey()
              + "): copy it there from a node that has it");
    }
    Authority authority = files.authority();
    if (request.getHostsCount() > MOST_HOSTS) {
      throw new NotLetIn("a node has at most " + MOST_HOSTS + " addresses");
    }
    // Made before the token is spent, so that what is wrong with the request costs none; handed out
    // after it.
    X509Certificate certificate = certificate(authority, key, node, request.getHostsList());
    spend(token, node, from);
    return reply(authority, certificate);
  }

  private X509Certificate certificate(
      Authority authority, PublicKey key, NodeId node, List<String> hosts) throws NotLetIn {
    try {
      return authority.certify(
          key,
          new Identity(cluster, Role.NODE, node.name()),
          hosts,
          Authority.NODE_LIFE,
          clock.instant());
    } catch (IllegalArgumentException e) {
      throw new NotLetIn(e.getMessage());
    }
  }

  private Token token(EnrolRequest request, Secret secret) throws NotLetIn {
    try {
      Token token = Token.verified(request.getToken(), secret);
      if (!token.cluster().equals(cluster)) {
        throw new NotLetIn("the token is for cluster '" + token.cluster() + "'");
      }
      return token;
    } catch (IllegalArgumentException e) {
      throw new NotLetIn(e.getMessage());
    }
  }

  /** A certificate of a member's name is power over that member: only a token for it gives it. */
  private NodeId node(EnrolRequest request, Token token) throws NotLetIn {
    String name = request.getNode();
    if (token.node().isPresent() && !token.node().get().equals(name)) {
      throw new NotLetIn("the token is for node " + token.node().get() + ", not for " + name);
    }
    try {
      NodeId node = new NodeId(name);
      boolean member = state.get().flatMap(s -> s.member(node)).isPresent();
      if (member && token.node().isEmpty()) {
        throw new NotLetIn(
            "there is a node "
                + name
                + " already: choose another name, or, to make that one anew: saksi token create"
                + " --node "
                + name);
      }
      return node;
    } catch (IllegalArgumentException e) {
      throw new NotLetIn(e.getMessage());
    }
  }

  private static PublicKey key(EnrolRequest request) throws NotLetIn {
    try {
      PublicKey key =
          KeyFactory.getInstance("EC")
              .generatePublic(new X509EncodedKeySpec(request.getPublicKey().toByteArray()));
      if (key instanceof ECPublicKey ec
          && ec.getParams().getCurve().getField().getFieldSize() == P256_BITS) {
        return key;
      }
    } catch (GeneralSecurityException e) {
      throw new NotLetIn("what was sent is no public key");
    }
    throw new NotLetIn("the public key is of another kind than P-256");
  }

  private void spend(Token token, NodeId node, String from)
      throws NotLetIn, IOException, InterruptedException {
    Instant now = clock.instant();
    Request asked =
        new Request(
            "token-" + UUID.randomUUID(), "node " + node, from, "joins by a token", now, "");
    LogEntry entry =
        new LogEntry(
            OptionalLong.empty(),
            new Command.SpendToken(token.id(), token.until(), now),
            self.name(),
            "",
            Optional.of(asked));
    try {
      switch (log.apply(entry).get(WRITTEN_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        case CommandResult.Applied _ -> {
          // Spent, and by nobody else.
        }
        case CommandResult.Refused(String reason) -> throw new NotLetIn(reason);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the token may have been spent: make a new one", e);
    }
  }

  private EnrolReply reply(Authority authority, X509Certificate certificate) throws IOException {
    EnrolReply.Builder reply =
        EnrolReply.newBuilder()
            .setCertificate(
                Pem.ofCertificate(certificate) + Pem.ofCertificate(authority.certificate()))
            .setAuthorities(Files.readString(files.authorities()))
            .setAuthorityKey(Pem.ofKey(authority.key()))
            .setSecret(Files.readString(secretFile))
            .setCluster(cluster);
    state.get().stream()
        .flatMap(s -> s.members().values().stream())
        .forEach(member -> reply.addAgents(MemberCodec.encode(member.agent())));
    return reply.build();
  }
}
