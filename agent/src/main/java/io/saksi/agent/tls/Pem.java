package io.saksi.agent.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Certificates and keys as text (RFC 7468). */
public final class Pem {
  private static final int LARGEST_FILE = 256 << 10;
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String KEY = "PRIVATE KEY";
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private Pem() {}

  /**
   * All certificates of a file, in its order.
   *
   * @throws IOException if there are none, or something else is in it, naming the file
   */
  public static List<X509Certificate> certificates(Path file) throws IOException {
    return certificates(read(file), file.toString());
  }

  /**
   * All certificates of a text.
   *
   * @param where for the message
   */
  public static List<X509Certificate> certificates(String text, String where) throws IOException {
    try {
      List<X509Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (found.isEmpty()) {
        throw new IOException(where + " holds no certificate");
      }
      return found;
    } catch (CertificateException e) {
      throw new IOException(where + " holds something that is no certificate", e);
    }
  }

  /**
   * The key of a file: elliptic curve, PKCS #8, not encrypted.
   *
   * @throws IOException if it holds none, naming the file
   */
  public static PrivateKey key(Path file) throws IOException {
    return key(read(file), file.toString());
  }

  /**
   * The key of a text.
   *
   * @param where for the message
   */
  public static PrivateKey key(String text, String where) throws IOException {
    try {
      return KeyFactory.getInstance("EC")
          .generatePrivate(new PKCS8EncodedKeySpec(decode(text, KEY)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(where + " holds no key of the kind that Saksi makes (EC, PKCS #8)", e);
    }
  }

  public static String ofCertificate(X509Certificate certificate) {
    try {
      return encode(CERTIFICATE, certificate.getEncoded());
    } catch (CertificateException e) {
      throw new IllegalArgumentException("a certificate that cannot be written", e);
    }
  }

  public static String ofKey(PrivateKey key) {
    return encode(KEY, key.getEncoded());
  }

  private static byte[] decode(String text, String label) {
    String begin = "-----BEGIN " + label + "-----";
    int at = text.indexOf(begin);
    int from = at + begin.length();
    int to = text.indexOf("-----END " + label + "-----", from);
    if (at < 0 || to < 0) {
      throw new IllegalArgumentException("no " + label);
    }
    return Base64.getMimeDecoder().decode(text.substring(from, to));
  }

  private static String encode(String label, byte[] bytes) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + LINES.encodeToString(bytes)
        + "\n-----END "
        + label
        + "-----\n";
  }

  private static String read(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new NoSuchFileException(
          file + (Files.exists(file) ? " may not be read by this user" : " is not there"));
    }
    if (Files.size(file) > LARGEST_FILE) {
      throw new IOException(file + " is too large for a certificate or a key");
    }
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}
