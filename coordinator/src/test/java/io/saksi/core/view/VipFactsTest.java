package io.saksi.core.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a node says of its virtual addresses, group by group. */
class VipFactsTest {
  private static final Optional<VipFacts.Trouble> TROUBLE =
      Optional.of(new VipFacts.Trouble(VipFacts.Trouble.Kind.CONFLICT, "a host answers"));

  private static VipFacts.Address read(String group, boolean held, boolean bad) {
    return new VipFacts.Address(
        "10.0.0.1", VipFacts.Role.READ, group, held, bad ? TROUBLE : Optional.empty());
  }

  /** Its group is empty. */
  private static VipFacts.Address write(boolean held) {
    return new VipFacts.Address("10.0.0.9", VipFacts.Role.WRITE, "", held, TROUBLE);
  }

  private static VipFacts of(VipFacts.Address... addresses) {
    return new VipFacts(List.of(addresses), Set.of(), 0, false);
  }

  @Test
  void aGroupIsOfferedWhereTheNodeIsSetUpForItAndNothingIsWrongWithIt() {
    assertThat(of(read("r", false, false)).offers("r")).isTrue();
    assertThat(of(read("r", false, false)).offers("s")).isFalse();
    assertThat(of(read("r", false, false), read("r", false, true)).offers("r")).isFalse();
    assertThat(of(read("r", false, false), read("s", false, true)).offers("r")).isTrue();
    assertThat(of(read("r", false, false), write(false)).offers("r")).isTrue();
  }

  @Test
  void theAddressForWritesIsOfNoReadOnlyGroup() {
    assertThat(of(write(true)).offers("")).isFalse();
    assertThat(of(write(true)).holds("")).isFalse();
    assertThat(of(write(true), read("r", true, false)).groups()).containsExactly("r");
  }
}
