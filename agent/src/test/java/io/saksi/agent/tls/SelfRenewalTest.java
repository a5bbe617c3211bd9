package io.saksi.agent.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfRenewalTest {
  private static final Duration LIFE = Duration.ofDays(9);

  @TempDir private Path root;
  private final Instant now = Instant.now();
  private TestPki pki;
  private TlsFiles files;

  @BeforeEach
  void make() throws IOException {
    pki = new TestPki(root, TestPki.CLUSTER);
    files =
        new TlsFiles(pki.directory(Role.NODE, "a", LIFE, List.of("10.0.0.1", "::1", "db.example")));
  }

  private void authorityIsHere() throws IOException {
    Files.writeString(files.authorityKey(), Pem.ofKey(pki.authority().key()));
    Files.setPosixFilePermissions(
        files.authorityKey(), PosixFilePermissions.fromString("rw-------"));
  }

  private X509Certificate own() throws IOException {
    return Pem.certificates(files.certificate()).getFirst();
  }

  @Test
  void itIsRenewedWhenAThirdOfItsLifeIsLeft() throws Exception {
    authorityIsHere();
    X509Certificate before = own();
    SelfRenewal renewal = new SelfRenewal(files);
    assertThat(renewal.look(now.plus(Duration.ofDays(5)))).isFalse();
    assertThat(own()).isEqualTo(before);
    Instant late = now.plus(Duration.ofDays(7));
    assertThat(renewal.look(late)).isTrue();
    X509Certificate after = own();
    assertThat(Identity.of(after)).isEqualTo(Identity.of(before)).isPresent();
    assertThat(after.getNotAfter().toInstant()).isAfter(late.plus(Duration.ofDays(80)));
    assertThat(after.getSubjectAlternativeNames())
        .containsExactlyInAnyOrderElementsOf(before.getSubjectAlternativeNames());
    // Whole, private, and usable at once.
    assertThat(TlsKeys.load(files).own()).isEqualTo(after);
    assertThat(Files.getPosixFilePermissions(files.key()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(renewal.look(late)).isFalse();
  }

  @Test
  void withoutTheAuthoritysKeySomebodyIsTold() {
    SelfRenewal renewal = new SelfRenewal(files);
    assertThatThrownBy(() -> renewal.look(now.plus(Duration.ofDays(8))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("saksi certificate issue --role node");
  }
}
