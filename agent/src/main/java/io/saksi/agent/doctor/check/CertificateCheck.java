package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.LocalCheck;
import io.saksi.agent.doctor.Place;
import io.saksi.agent.doctor.Severity;
import io.saksi.agent.tls.Pem;
import io.saksi.agent.tls.TlsFiles;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Without certificates everybody on the network may listen; with ones that have ended, nobody. */
public final class CertificateCheck implements LocalCheck {
  /** To make a second authority and bring it everywhere takes people. */
  private static final Duration AUTHORITY_BEFORE = Duration.ofDays(180);

  private final InstantSource clock;

  public CertificateCheck() {
    this(InstantSource.system());
  }

  CertificateCheck(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public String subject() {
    return "certificates";
  }

  @Override
  public boolean needsSettings() {
    return true;
  }

  @Override
  public List<Finding> examine(Place place) throws IOException {
    if (place.agent().tls().isPresent()) {
      return examine(new TlsFiles(place.agent().tls().get()));
    }
    String host = place.agent().agent().host();
    return host.startsWith("127.") || host.equals("::1")
        ? List.of()
        : List.of(
            Finding.here(
                Severity.DANGER,
                "CONNECTIONS_PLAIN",
                "the agent listens at "
                    + host
                    + " without certificates: who listens on that network may give orders",
                "give the nodes certificates (SECURITY.md): saksi init, saksi join, --tls-dir"));
  }

  private List<Finding> examine(TlsFiles files) throws IOException {
    List<Finding> found = new ArrayList<>();
    X509Certificate own = Pem.certificates(files.certificate()).getFirst();
    if (left(own).compareTo(life(own).dividedBy(4)) < 0) {
      found.add(
          Finding.here(
              left(own).isNegative() ? Severity.DANGER : Severity.WARNING,
              "CERTIFICATE_ENDS",
              files.certificate()
                  + " is valid until "
                  + own.getNotAfter().toInstant()
                  + ", and was not renewed",
              "the agent's log says why; by hand: saksi certificate issue --role node, on a node"
                  + " that has ca.key"));
    }
    if (!files.mayCertify()) {
      found.add(
          Finding.here(
              Severity.ADVICE,
              "NO_AUTHORITY_KEY",
              files.authorityKey() + " is not here: this node cannot renew its own certificate",
              "copy it from a node that has it, or renew in time"));
    }
    for (X509Certificate authority : Pem.certificates(files.authorities())) {
      if (left(authority).compareTo(AUTHORITY_BEFORE) < 0) {
        found.add(
            Finding.here(
                Severity.WARNING,
                "AUTHORITY_ENDS",
                "an authority in "
                    + files.authorities()
                    + " is valid until "
                    + authority.getNotAfter().toInstant(),
                "add a new one beside it on every node, then certify anew (SECURITY.md)"));
      }
    }
    return found;
  }

  private Duration left(X509Certificate certificate) {
    return Duration.between(clock.instant(), certificate.getNotAfter().toInstant());
  }

  private static Duration life(X509Certificate certificate) {
    Instant begin = certificate.getNotBefore().toInstant();
    return Duration.between(begin, certificate.getNotAfter().toInstant());
  }
}
