package io.saksi.agent.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The JDK's own rules (RFC 5280: chain, dates, use, and the host's name where the client asks for
 * that), and then that the certificate is one of this cluster: an authority that is used for two
 * clusters does not make one of them. That whoever answers at an agent's address is an agent lies
 * in the certificates' use (RFC 5280, 4.2.1.12): no other is one for a server.
 */
final class ClusterTrust extends X509ExtendedTrustManager {
  private final TlsKeys keys;

  ClusterTrust(TlsKeys keys) {
    this.keys = keys;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    keys.look().trust().checkClientTrusted(chain, type, engine);
    requireOurs(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    keys.look().trust().checkServerTrusted(chain, type, engine);
    requireOurs(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    keys.look().trust().checkClientTrusted(chain, type, socket);
    requireOurs(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    keys.look().trust().checkServerTrusted(chain, type, socket);
    requireOurs(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    keys.look().trust().checkClientTrusted(chain, type);
    requireOurs(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    keys.look().trust().checkServerTrusted(chain, type);
    requireOurs(chain);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return keys.look().trust().getAcceptedIssuers();
  }

  private void requireOurs(X509Certificate[] chain) throws CertificateException {
    Identity shown =
        Identity.of(chain[0])
            .orElseThrow(() -> new CertificateException("no certificate of a Saksi cluster"));
    if (!shown.cluster().equals(keys.self().cluster())) {
      throw new CertificateException(
          "a certificate of cluster '"
              + shown.cluster()
              + "', not of '"
              + keys.self().cluster()
              + "'");
    }
  }
}
