package io.saksi.agent.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsKeysTest {
  private static final Identity NODE = new Identity(TestPki.CLUSTER, Role.NODE, "a");
  private static final List<String> HOSTS = List.of("127.0.0.1");

  @TempDir private Path root;
  private final AtomicLong nanos = new AtomicLong();
  private TestPki pki;
  private TlsFiles files;

  @BeforeEach
  void make() throws IOException {
    pki = new TestPki(root, TestPki.CLUSTER);
    files = new TlsFiles(pki.directory(Role.NODE, "a"));
  }

  private TlsKeys load() throws IOException {
    return TlsKeys.load(files, nanos::get);
  }

  /** Time goes on, and the files are newer whatever the file system's grain. */
  private void later() throws IOException {
    nanos.addAndGet(2_000_000_000L);
    FileTime time = FileTime.from(Instant.now().plusSeconds(nanos.get() / 1_000_000_000L));
    for (Path file : List.of(files.authorities(), files.certificate(), files.key())) {
      Files.setLastModifiedTime(file, time);
    }
  }

  private void renew(Identity whom) throws IOException {
    pki.write(files.directory(), whom, Duration.ofDays(2), HOSTS);
    later();
  }

  @Test
  void whatIsReplacedCountsFromTheNextHandshakeOn() throws IOException {
    TlsKeys keys = load();
    X509Certificate before = keys.own();
    String alias = keys.keys().chooseEngineServerAlias("EC", null, null);
    renew(NODE);
    assertThat(keys.own()).isNotEqualTo(before);
    // A handshake that is under way goes on with what it began with.
    assertThat(keys.keys().getCertificateChain(alias)[0]).isEqualTo(before);
    assertThat(Pairs.match(before, keys.keys().getPrivateKey(alias))).isTrue();
    String next = keys.keys().chooseEngineServerAlias("EC", null, null);
    assertThat(Pairs.match(keys.own(), keys.keys().getPrivateKey(next))).isTrue();
  }

  @Test
  void aHalfWrittenFileLeavesTheOldOneInForce() throws IOException {
    TlsKeys keys = load();
    X509Certificate before = keys.own();
    String whole = Files.readString(files.certificate());
    Files.writeString(files.certificate(), whole.substring(0, whole.length() / 2));
    later();
    assertThat(keys.own()).isEqualTo(before);
    Files.writeString(files.certificate(), whole);
    later();
    assertThat(keys.own()).isEqualTo(before);
  }

  /** The certificate is written, its key not yet: neither of the two is of use alone. */
  @Test
  void aCertificateWithoutItsKeyIsNotTaken() throws IOException {
    TlsKeys keys = load();
    X509Certificate before = keys.own();
    String key = Files.readString(files.key());
    renew(NODE);
    Files.writeString(files.key(), key);
    later();
    assertThat(keys.own()).isEqualTo(before);
  }

  @Test
  void anotherOnesCertificateIsNotTaken() throws IOException {
    TlsKeys keys = load();
    renew(new Identity(TestPki.CLUSTER, Role.NODE, "b"));
    assertThat(Identity.of(keys.own())).contains(NODE);
  }

  @Test
  void aKeyThatOthersMayReadIsRefused() throws IOException {
    Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(this::load)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void aMissingFileIsNamedWithTheRemedy() throws IOException {
    Files.delete(files.certificate());
    assertThatThrownBy(this::load)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("tls.crt")
        .hasMessageContaining("saksi join");
  }

  @Test
  void theAuthoritysKeyIsFoundAmongSeveralAuthorities() throws IOException {
    TestPki other = new TestPki(root.resolve("other"), TestPki.CLUSTER);
    Files.writeString(
        files.authorities(),
        Pem.ofCertificate(other.authority().certificate())
            + Pem.ofCertificate(pki.authority().certificate()));
    assertThat(files.mayCertify()).isFalse();
    Files.writeString(files.authorityKey(), Pem.ofKey(pki.authority().key()));
    Files.setPosixFilePermissions(
        files.authorityKey(), PosixFilePermissions.fromString("rw-------"));
    assertThat(files.authority().certificate()).isEqualTo(pki.authority().certificate());
    Files.writeString(files.authorityKey(), Pem.ofKey(Authority.newKey().getPrivate()));
    assertThatThrownBy(files::authority).isInstanceOf(IOException.class);
  }
}
