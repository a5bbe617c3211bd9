package io.saksi.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {
  @Property
  void whatIsWrittenIsReadBack(@ForAll long value) {
    assertThat(Lsn.parse(new Lsn(value).toString())).isEqualTo(new Lsn(value));
  }

  @Property
  void lsnsCompareAsUnsignedNumbers(@ForAll long a, @ForAll long b) {
    assertThat(new Lsn(a).isBefore(new Lsn(b))).isEqualTo(Long.compareUnsigned(a, b) < 0);
    assertThat(new Lsn(a).isAtLeast(new Lsn(b))).isNotEqualTo(new Lsn(a).isBefore(new Lsn(b)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/", "0/", "/0", "0", "0/0/0", "-1/0", "0/-1", "+1/0", "123456789/0", "g/0"})
  void whatIsNoLsnIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Lsn.parse(text));
  }
}
