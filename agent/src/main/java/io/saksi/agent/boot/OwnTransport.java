package io.saksi.agent.boot;

import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.tls.Identity;
import io.saksi.agent.tls.Role;
import io.saksi.agent.tls.Transport;
import io.saksi.raft.RaftTls;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** The transport of this node's agent and of its Raft peer: of this node, and of no other. */
final class OwnTransport {
  private OwnTransport() {}

  /**
   * Reads the node's certificate, if it has one.
   *
   * @throws IOException if it cannot be used, or is another one's, with the remedy
   */
  static Transport of(AgentConfig config) throws IOException {
    Transport transport = Transport.of(config.tls());
    Optional<Identity> shown = transport.self();
    Identity needed = new Identity(config.cluster(), Role.NODE, config.node().name());
    if (shown.isPresent() && !shown.get().equals(needed)) {
      throw new IOException(
          "the certificate in "
              + config.tls().orElseThrow()
              + " is for "
              + shown.get()
              + " of cluster '"
              + shown.get().cluster()
              + "', and this is "
              + needed
              + " of cluster '"
              + needed.cluster()
              + "'; correct --tls-dir, --node or --cluster, or have this node's own one made: saksi"
              + " certificate issue");
    }
    return transport;
  }

  /** The same for its Raft peer. */
  static Optional<RaftTls> ofRaft(Transport transport) {
    return switch (transport) {
      case Transport.Plain _, Transport.Joining _ -> Optional.empty();
      case Transport.Tls tls ->
          Optional.of(new RaftTls(tls.keys().keys(), tls.keys().trust(), OwnTransport::refuse));
    };
  }

  /** A Raft peer has its node's name. Votes and entries in another one's name are refused. */
  static Optional<String> refuse(X509Certificate shown, String peer) {
    Optional<Identity> identity = Identity.of(shown);
    boolean itself =
        identity.filter(i -> i.role() == Role.NODE && i.name().equals(peer)).isPresent();
    return itself
        ? Optional.empty()
        : Optional.of(
            identity.map(Identity::toString).orElse("a stranger") + " speaks as peer " + peer);
  }
}
