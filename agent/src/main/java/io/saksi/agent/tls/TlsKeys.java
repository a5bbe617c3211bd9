package io.saksi.agent.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of {@link TlsFiles} as they are now: what is replaced there counts from the next
 * handshake on, without a restart, and connections that are open stay. Files that cannot be used,
 * half-written ones say, leave what was read before in force. Safe for use by many threads.
 */
public final class TlsKeys {
  private static final Logger LOG = LoggerFactory.getLogger(TlsKeys.class);
  private static final long LOOK_EVERY_NANOS = 1_000_000_000L;

  private final TlsFiles files;
  private final LongSupplier nanos;
  private final Identity self;
  private volatile Loaded current;
  private volatile Loaded previous;
  private long lookedAt;
  private String lastComplaint = "";

  /** One reading of the files. */
  record Loaded(
      long number,
      List<FileTime> times,
      TlsFiles.Material material,
      X509ExtendedTrustManager trust) {
    String alias() {
      return "saksi-" + number;
    }
  }

  private TlsKeys(TlsFiles files, LongSupplier nanos, Loaded first, Identity self) {
    this.files = files;
    this.nanos = nanos;
    this.self = self;
    current = first;
    previous = first;
    lookedAt = nanos.getAsLong();
  }

  /**
   * Reads the files for the first time.
   *
   * @throws IOException if they cannot be used, with the remedy
   */
  public static TlsKeys load(TlsFiles files) throws IOException {
    return load(files, System::nanoTime);
  }

  static TlsKeys load(TlsFiles files, LongSupplier nanos) throws IOException {
    Loaded first = read(files, 0);
    Identity self =
        Identity.of(first.material().own())
            .orElseThrow(() ->
                new IOException(files.certificate() + " is no certificate of a Saksi cluster"));
    return new TlsKeys(files, nanos, first, self);
  }

  /** Whom the own certificate is for. */
  public Identity self() {
    return self;
  }

  /** The own certificate as it is now. */
  public X509Certificate own() {
    return look().material().own();
  }

  /** What this end shows. */
  public X509ExtendedKeyManager keys() {
    return new CurrentKeys(this);
  }

  /** Whom this end believes: the same cluster's, and as a server only its agents. */
  public X509ExtendedTrustManager trust() {
    return new ClusterTrust(this);
  }

  Optional<Loaded> ofAlias(String alias) {
    Loaded now = current;
    Loaded before = previous;
    return now.alias().equals(alias)
        ? Optional.of(now)
        : Optional.of(before).filter(b -> b.alias().equals(alias));
  }

  /** The newest; looks at the files at most once a second. */
  Loaded look() {
    if (nanos.getAsLong() - lookedAt() < LOOK_EVERY_NANOS) {
      return current;
    }
    return refresh();
  }

  private synchronized long lookedAt() {
    return lookedAt;
  }

  private synchronized Loaded refresh() {
    lookedAt = nanos.getAsLong();
    try {
      if (!times(files).equals(current.times())) {
        Loaded next = read(files, current.number() + 1);
        Optional<Identity> whom = Identity.of(next.material().own());
        if (!whom.equals(Optional.of(self))) {
          throw new IOException(
              files.certificate() + " is for " + whom + " now, and this is " + self);
        }
        previous = current;
        current = next;
        lastComplaint = "";
        LOG.info(
            "new keys in {}: valid until {}",
            files.directory(),
            next.material().own().getNotAfter().toInstant());
      }
    } catch (IOException e) {
      complain(e);
    }
    return current;
  }

  private void complain(IOException e) {
    if (!lastComplaint.equals(e.getMessage())) {
      lastComplaint = String.valueOf(e.getMessage());
      LOG.warn("the keys stay as they were: {}", lastComplaint);
    }
  }

  private static Loaded read(TlsFiles files, long number) throws IOException {
    List<FileTime> times = times(files);
    TlsFiles.Material material = files.read();
    try {
      if (!Pairs.match(material.own(), material.key())) {
        throw new IOException(files.key() + " is not the key of " + files.certificate());
      }
      return new Loaded(number, times, material, Anchors.of(material.trusted()));
    } catch (GeneralSecurityException e) {
      throw new IOException(files.authorities() + " cannot be trusted: " + e.getMessage(), e);
    }
  }

  private static List<FileTime> times(TlsFiles files) throws IOException {
    return List.of(time(files.authorities()), time(files.certificate()), time(files.key()));
  }

  private static FileTime time(Path file) throws IOException {
    return Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
  }
}
