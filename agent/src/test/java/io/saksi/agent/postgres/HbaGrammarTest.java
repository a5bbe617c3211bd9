package io.saksi.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HbaGrammarTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "local all all peer",
        "host app app 10.0.0.0/8 scram-sha-256",
        "host all all 0.0.0.0/0 reject",
        "host\tall\tall\tall\tmd5",
        "host app,\"My Db\" +staff,\"o'hara\" ::1/128 password",
        "host all all fe80::1:2/64 trust",
        "host sameuser samerole samenet scram-sha-256",
        "hostssl all all 2001:db8::/32 cert",
        "hostssl all all 10.1.2.3/32 scram-sha-256 clientcert=verify-full",
        "hostnossl all all 1:2:3:4:5:6:7:8/128 reject"
      })
  void whatEveryPostgresqlTakesIsTaken(String rule) {
    assertThat(HbaGrammar.mistake(rule)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host all all",
        "host all all 10.0.0.0/33 trust",
        "host all all 10.0.0.256/32 trust",
        "host all all 10.0.0.0 255.0.0.0 trust",
        "host all all example.org trust",
        "host all all 1::2::3/64 trust",
        "host all all 1:2:3:4:5:6:7:8:9/64 trust",
        "host all all ::1/129 trust",
        "host all all 10.0.0.0/8 cert",
        "host all all 10.0.0.0/8 peer",
        "host all all 10.0.0.0/8 ldap",
        "host all all 10.0.0.0/8 scram-sha-256 clientcert=verify-full",
        "hostssl all all 10.0.0.0/8 cert map=people",
        "host \"all all 10.0.0.0/8 trust",
        "host /regex all 10.0.0.0/8 trust",
        "host all @users 10.0.0.0/8 trust",
        "host a,,b all 10.0.0.0/8 trust",
        "hostgssenc all all 10.0.0.0/8 trust",
        "include other.conf",
        "# a comment"
      })
  void everythingElseIsNot(String rule) {
    assertThat(HbaGrammar.mistake(rule)).isPresent();
  }
}
