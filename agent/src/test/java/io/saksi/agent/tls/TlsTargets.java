package io.saksi.agent.tls;

import io.saksi.fuzz.Shape;
import io.saksi.fuzz.Target;
import io.saksi.fuzz.Trial;
import io.saksi.property.Draw;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Certificates and keys, of files and of answers. */
public final class TlsTargets {
  private static final Shape WORDS =
      Shape.text("-----BEGIN CERTIFICATE-----", "-----END PRIVATE KEY-----", "-", "=", "\n");

  private TlsTargets() {}

  public static List<Target> all() {
    return List.of(certificates(), keys(), identity());
  }

  /** Made once: a certificate takes a millisecond. */
  private static final class Made {
    static final TestPki PKI = new TestPki(java.nio.file.Path.of(""), TestPki.CLUSTER);
    static final X509Certificate ONE =
        PKI.authority()
            .certify(
                Authority.newKey().getPublic(),
                new Identity(TestPki.CLUSTER, Role.NODE, "a"),
                List.of("10.0.0.1", "db-1"),
                Duration.ofDays(1),
                PKI.authority().certificate().getNotBefore().toInstant());
    static final PrivateKey KEY = Authority.newKey().getPrivate();
  }

  private static Target certificates() {
    Draw<String> valid =
        random ->
            Pem.ofCertificate(Made.ONE)
                + (random.nextBoolean()
                    ? Pem.ofCertificate(Made.PKI.authority().certificate())
                    : "");
    return Target.ofText("tls.certificates", valid)
        .shaped(WORDS)
        .refusesBy(IOException.class)
        .costing(4)
        .tried(
            Trial.roundTrip(
                in -> Pem.certificates(text(in), "the file"),
                all ->
                    all.stream()
                        .map(Pem::ofCertificate)
                        .collect(Collectors.joining())
                        .getBytes(StandardCharsets.US_ASCII)));
  }

  private static Target keys() {
    return Target.ofText("tls.key", _ -> Pem.ofKey(Made.KEY))
        .shaped(WORDS)
        .refusesBy(IOException.class)
        .costing(4)
        .tried(
            Trial.roundTrip(
                in -> Pem.key(text(in), "the file"),
                key -> Pem.ofKey(key).getBytes(StandardCharsets.US_ASCII)));
  }

  /** Whoever a damaged certificate names, it is nobody or somebody who can be written down. */
  private static Target identity() {
    return Target.of("tls.identity", _ -> encoded())
        .refusesBy(IOException.class)
        .costing(4)
        .tried(in -> {
          X509Certificate read =
              Pem.certificates(new String(pem(in), StandardCharsets.US_ASCII), "the peer")
                  .getFirst();
          Identity.of(read).ifPresent(whom -> require(whom.toString().length() < 100));
        });
  }

  private static byte[] encoded() {
    try {
      return Made.ONE.getEncoded();
    } catch (java.security.cert.CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that cannot be written", e);
    }
  }

  private static byte[] pem(byte[] der) {
    String lines = java.util.Base64.getMimeEncoder().encodeToString(der);
    return ("-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new AssertionError("a name of somebody that is too long");
    }
  }

  private static String text(byte[] in) {
    return new String(in, StandardCharsets.ISO_8859_1);
  }
}
