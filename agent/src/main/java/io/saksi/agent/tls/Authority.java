package io.saksi.agent.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A cluster's certificate authority: a key, and the certificate that every node trusts. Who has the
 * key decides who is who in the cluster.
 *
 * @param certificate its own, self-signed
 */
public record Authority(X509Certificate certificate, PrivateKey key) {
  /** Longer than any machine; a cluster that lives on gets a second one beside it in time. */
  public static final Duration LIFE = Duration.ofDays(3650);

  /** Of a node, which renews it by itself well before. */
  public static final Duration NODE_LIFE = Duration.ofDays(90);

  /** Clocks of machines that are new to each other may differ. */
  private static final Duration BACKDATED = Duration.ofMinutes(10);

  private static final String SIGNATURE = "SHA256withECDSA";
  private static final int SERIAL_BITS = 127;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Makes a new one. */
  public static Authority create(String cluster, Instant now) {
    KeyPair pair = newKey();
    X500Name name = name(cluster, "Saksi authority");
    X509v3CertificateBuilder builder = builder(name, now, LIFE, name, pair.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    } catch (IOException e) {
      throw new IllegalStateException("the extensions of an authority", e);
    }
    return new Authority(signed(builder, pair.getPrivate()), pair.getPrivate());
  }

  /** A key for a certificate: P-256 (FIPS 186-5), which every JDK and libpq know. */
  public static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }

  /**
   * Certifies a key.
   *
   * @param hosts the names and addresses where its holder is reached; a connection to any other is
   *     refused by who opens it
   * @param life how long it is valid from now on; never longer than the authority itself
   * @throws IllegalArgumentException if a host is neither a name nor an address
   */
  public X509Certificate certify(
      PublicKey subject, Identity whom, Collection<String> hosts, Duration life, Instant now) {
    List<GeneralName> names = new ArrayList<>();
    names.add(new GeneralName(GeneralName.uniformResourceIdentifier, whom.uri()));
    hosts.stream().distinct().map(Authority::host).forEach(names::add);
    X500Name issuer = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    Instant end = now.plus(life);
    Instant authorityEnd = certificate.getNotAfter().toInstant();
    Duration granted = end.isAfter(authorityEnd) ? Duration.between(now, authorityEnd) : life;
    X509v3CertificateBuilder builder =
        builder(issuer, now, granted, name(whom.cluster(), whom.toString()), subject);
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(Extension.extendedKeyUsage, false, usage(whom.role()));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(names.toArray(GeneralName[]::new)));
    } catch (IOException e) {
      throw new IllegalStateException("the extensions of a certificate", e);
    }
    return signed(builder, key);
  }

  private static ExtendedKeyUsage usage(Role role) {
    return role == Role.NODE
        ? new ExtendedKeyUsage(
            new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth})
        : new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth);
  }

  private static final Pattern HOST = Pattern.compile("[0-9A-Za-z._:-]{1,253}");

  private static GeneralName host(String host) {
    if (!HOST.matcher(host).matches()) {
      throw new IllegalArgumentException(
          "what was given as a host is neither a name nor an address");
    }
    boolean address = host.contains(":") || host.matches("[0-9.]+");
    return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host);
  }

  private static X500Name name(String cluster, String common) {
    return new X500NameBuilder().addRDN(BCStyle.O, cluster).addRDN(BCStyle.CN, common).build();
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, Instant now, Duration life, X500Name subject, PublicKey key) {
    return new X509v3CertificateBuilder(
        issuer,
        new BigInteger(SERIAL_BITS, RANDOM).setBit(0),
        Date.from(now.minus(BACKDATED)),
        Date.from(now.plus(life)),
        subject,
        SubjectPublicKeyInfo.getInstance(key.getEncoded()));
  }

  private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key) {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
    } catch (OperatorCreationException | CertificateException e) {
      throw new IllegalStateException("a certificate could not be signed", e);
    }
  }
}
