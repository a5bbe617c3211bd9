package io.saksi.agent.vip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VipAddressTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.100/24@eth0, 10.0.0.100/24@eth0",
    "10.0.0.100/32@bond0.7, 10.0.0.100/32@bond0.7",
    "fd00:0:0:0:0:0:0:64/64@eth0, fd00::64/64@eth0",
    "2001:db8::1:0:0:1/64@eth0, 2001:db8::1:0:0:1/64@eth0",
    "fd00:1:2:3:4:5:6:7/128@eth0, fd00:1:2:3:4:5:6:7/128@eth0",
    "fd00:0:0:10::a0/64@eth0, fd00:0:0:10::a0/64@eth0",
  })
  void isReadAndWrittenAsPeopleDo(String text, String back) {
    assertThat(VipAddress.parse(text)).hasToString(back);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.100 | is not ADDRESS/PREFIX@INTERFACE",
        "db.example/24@eth0 | IP address",
        "10.0.0.100/33@eth0 | 1 to 32",
        "10.0.0.100/x@eth0 | no prefix length",
        "10.0.0.100/24@ | no name of an interface",
        "10.0.0.100/24@a-name-that-is-too-long | no name of an interface",
        "10.0.0.255/24@eth0 | first or last address",
        "10.0.0.0/24@eth0 | first or last address",
        "127.0.0.5/8@lo | reached",
        "224.0.0.1/24@eth0 | reached",
        "0.0.0.0/24@eth0 | reached",
        "fe80::1/64@eth0 | link-local",
      })
  void whatCannotBeIsRefusedWithAReason(String text, String reason) {
    assertThatThrownBy(() -> VipAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }
}
