package io.saksi.agent.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final Authority authority = Authority.create("shop", Instant.now());

  private X509Certificate certificate(Identity whom, String... hosts) {
    return authority.certify(
        Authority.newKey().getPublic(), whom, List.of(hosts), HOUR, Instant.now());
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aCertificateSaysWhomItIsFor(Role role) {
    Identity whom = new Identity("shop", role, "alice@office");
    assertThat(Identity.of(certificate(whom, "10.0.0.1", "::1", "db1.example"))).contains(whom);
  }

  @ParameterizedTest
  @ValueSource(strings = {"my shop", "%41", "a?b#c", "Läden"})
  void aClusterMayHaveAnyName(String cluster) {
    Identity whom = new Identity(cluster, Role.NODE, "a");
    assertThat(Identity.of(certificate(whom))).contains(whom);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "a b", "a\n"})
  void aNameThatCouldBeReadAsAnotherIsRefused(String name) {
    assertThatThrownBy(() -> new Identity("shop", Role.NODE, name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The subject is what people read; a certificate without the URI is nobody's here. */
  @Test
  void theSubjectCountsForNothing() {
    assertThat(Identity.of(authority.certificate())).isEmpty();
  }

  @Test
  void moreCoversLess() {
    assertThat(Role.ADMIN.covers(Role.OPERATOR)).isTrue();
    assertThat(Role.VIEWER.covers(Role.VIEWER)).isTrue();
    assertThat(Role.VIEWER.covers(Role.OPERATOR)).isFalse();
    assertThat(Role.ADMIN.covers(Role.NODE)).isFalse();
  }

  @Test
  void noCertificateOutlivesItsAuthority() {
    X509Certificate longest =
        authority.certify(
            Authority.newKey().getPublic(),
            new Identity("shop", Role.NODE, "a"),
            List.of(),
            Authority.LIFE.multipliedBy(2),
            Instant.now());
    assertThat(longest.getNotAfter()).isEqualTo(authority.certificate().getNotAfter());
  }
}
