package io.saksi.agent.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * A directory with what one end of a connection shows and whom it trusts: {@code ca.crt}, {@code
 * tls.crt}, {@code tls.key}; with {@code ca.key}, where this machine may certify others.
 */
public record TlsFiles(Path directory) {
  private static final Set<PosixFilePermission> OTHERS =
      Set.of(
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  public Path authorities() {
    return directory.resolve("ca.crt");
  }

  public Path certificate() {
    return directory.resolve("tls.crt");
  }

  public Path key() {
    return directory.resolve("tls.key");
  }

  public Path authorityKey() {
    return directory.resolve("ca.key");
  }

  /** What was read at one moment. */
  record Material(List<X509Certificate> trusted, List<X509Certificate> chain, PrivateKey key) {
    X509Certificate own() {
      return chain.getFirst();
    }
  }

  /**
   * Reads them.
   *
   * @throws IOException if one is missing, is not what it should be, or may be read or changed by
   *     others; with the remedy
   */
  Material read() throws IOException {
    try {
      requirePrivate(key());
      return new Material(
          Pem.certificates(authorities()), Pem.certificates(certificate()), Pem.key(key()));
    } catch (NoSuchFileException e) {
      throw new IOException(
          e.getMessage() + "; saksi init, saksi join and saksi certificate issue make such files",
          e);
    }
  }

  /** Whether this machine has the key of the cluster's authority. */
  public boolean mayCertify() {
    return Files.isReadable(authorityKey());
  }

  /**
   * The authority whose key is here.
   *
   * @throws IOException if it cannot be read, or is not that of {@code ca.crt}
   */
  public Authority authority() throws IOException {
    requirePrivate(authorityKey());
    PrivateKey key = Pem.key(authorityKey());
    for (X509Certificate certificate : Pem.certificates(authorities())) {
      if (Pairs.match(certificate, key)) {
        return new Authority(certificate, key);
      }
    }
    throw new IOException(authorityKey() + " is not the key of a certificate in " + authorities());
  }

  /**
   * Makes a key and a certificate here. Who reads while they are replaced finds that they do not
   * match, and keeps those that he had.
   */
  public X509Certificate issue(
      Authority authority, Identity whom, Collection<String> hosts, Duration life, Instant now)
      throws IOException {
    KeyPair pair = Authority.newKey();
    X509Certificate made = authority.certify(pair.getPublic(), whom, hosts, life, now);
    replace(key(), Pem.ofKey(pair.getPrivate()), "rw-------");
    replace(
        certificate(),
        Pem.ofCertificate(made) + Pem.ofCertificate(authority.certificate()),
        "rw-r--r--");
    return made;
  }

  /** Whom to trust, as text. */
  public void trust(String authorities) throws IOException {
    replace(authorities(), authorities, "rw-r--r--");
  }

  private static void replace(Path file, String content, String permissions) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, content);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(permissions));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The group may read it: PostgreSQL's may be another user's. */
  private static void requirePrivate(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file + " is not there");
    }
    if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
      throw new IOException("others may read or change " + file + "; run: chmod 600 " + file);
    }
  }
}
