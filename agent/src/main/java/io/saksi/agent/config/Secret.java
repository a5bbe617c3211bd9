package io.saksi.agent.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The cluster's secret: what lets agents trust each other until they have certificates. It is never
 * sent nor logged.
 */
public final class Secret {
  private static final int SHORTEST = 16;
  private static final Set<PosixFilePermission> OTHERS =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final byte[] key;

  private Secret(byte[] key) {
    this.key = key;
  }

  /**
   * Reads it.
   *
   * @throws IOException if it cannot be read, is too short, or others may read it; with the remedy
   */
  public static Secret read(Path file) throws IOException {
    String text = Files.readString(file).strip();
    if (text.length() < SHORTEST) {
      throw new IOException(
          file
              + " holds fewer than "
              + SHORTEST
              + " characters; make a new one: head -c 32 /dev/urandom | base64");
    }
    if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
      throw new IOException("others may read or change " + file + "; run: chmod 600 " + file);
    }
    return new Secret(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Shows that one knows the secret, for this message only (HMAC-SHA-256, RFC 2104). */
  public byte[] prove(byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  public boolean isProof(byte[] message, byte[] proof) {
    return MessageDigest.isEqual(prove(message), proof);
  }
}
