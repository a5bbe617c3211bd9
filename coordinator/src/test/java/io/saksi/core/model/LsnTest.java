package io.saksi.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.saksi.property.Draw;
import io.saksi.property.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {
  @Test
  void whatIsWrittenIsReadBack() {
    Property.holds(
        1_000,
        Draw.longs().map(Lsn::new),
        lsn -> assertThat(Lsn.parse(lsn.toString())).isEqualTo(lsn));
  }

  @Test
  void lsnsCompareAsUnsignedNumbers() {
    Property.holds(1_000, Draw.longs().list(2, 2), pair -> compare(pair.get(0), pair.get(1)));
  }

  private static void compare(long a, long b) {
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
