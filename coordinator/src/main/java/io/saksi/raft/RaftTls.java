package io.saksi.raft;

import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;

/**
 * How peers prove to each other who they are: TLS at both ends.
 *
 * @param keys what this peer shows
 * @param trust whom it believes at all
 * @param peers which of those may speak as which peer
 */
public record RaftTls(KeyManager keys, TrustManager trust, Peers peers) {
  /** Called by the threads of the network, for every message: quick, and without a lock. */
  public interface Peers {
    /**
     * Why a message is refused; empty if it is let through.
     *
     * @param shown what the sender's end of the connection showed
     * @param peer the id of the peer that the message says it is from
     */
    Optional<String> refuse(X509Certificate shown, String peer);
  }
}
