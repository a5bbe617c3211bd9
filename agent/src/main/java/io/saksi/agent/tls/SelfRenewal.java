package io.saksi.agent.tls;

import java.io.IOException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's certificate before it ends: where the authority's key is, the node makes itself a new
 * one when a third of its life is left. Where it is not, somebody has to, and is told.
 */
public final class SelfRenewal {
  private static final Logger LOG = LoggerFactory.getLogger(SelfRenewal.class);

  private final TlsFiles files;

  public SelfRenewal(TlsFiles files) {
    this.files = files;
  }

  /**
   * Looks, and renews if it is time. Blocks on files.
   *
   * @return whether it made a new one
   * @throws IOException if it is time and cannot be done, with the remedy
   */
  public boolean look(Instant now) throws IOException {
    X509Certificate own = Pem.certificates(files.certificate()).getFirst();
    if (!isDue(own, now)) {
      return false;
    }
    if (!files.mayCertify()) {
      throw new IOException(
          "the certificate ends at "
              + own.getNotAfter().toInstant()
              + ", and the authority's key is not here: saksi certificate issue --role node, on a"
              + " node that has it");
    }
    Identity whom =
        Identity.of(own).orElseThrow(() -> new IOException(files.certificate() + " names no node"));
    X509Certificate next =
        files.issue(files.authority(), whom, hosts(own), Authority.NODE_LIFE, now);
    LOG.info("a new certificate, valid until {}", next.getNotAfter().toInstant());
    return true;
  }

  static boolean isDue(X509Certificate own, Instant now) {
    Instant begin = own.getNotBefore().toInstant();
    Instant end = own.getNotAfter().toInstant();
    return now.isAfter(end.minus(Duration.between(begin, end).dividedBy(3)));
  }

  private static List<String> hosts(X509Certificate own) throws IOException {
    try {
      return own.getSubjectAlternativeNames().stream()
          .filter(name -> !Integer.valueOf(Identity.URI_NAME).equals(name.getFirst()))
          .map(name -> String.valueOf(name.get(1)))
          .toList();
    } catch (CertificateParsingException e) {
      throw new IOException("the names in the certificate cannot be read", e);
    }
  }
}
