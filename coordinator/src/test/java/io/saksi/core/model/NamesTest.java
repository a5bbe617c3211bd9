package io.saksi.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "1a", "A", "a b", "a__join", "_a", "a'", "a\n", "a*", "ä"})
  void whatCouldBeMistakenInSqlOrAFileNameIsNoNodeName(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> new NodeId(name));
  }

  @Test
  void aJoiningNameIsNoNodesName() {
    String joining = new NodeId("db-1").joiningName();
    assertThatIllegalArgumentException().isThrownBy(() -> new NodeId(joining));
  }

  /** It is told to whoever sent it, in a header. */
  @Test
  void aHugeNameIsNotRepeated() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NodeId("x".repeat(100_000)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\n", "[x]", "[", "a/b", "a@b", "ä", "\0"})
  void whatNobodyCouldConnectToIsNoHost(String host) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Endpoint(host, 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.1:1", "[fd00::1]:65535", "[fe80::1%eth0]:7400", "db_1.example:80"})
  void anEndpointIsReadAsItIsWritten(String text) {
    assertThat(Endpoint.parse(text)).hasToString(text);
  }

  @Test
  void aNameOfFortyCharactersIsTheLongest() {
    assertThat(new NodeId("a".repeat(40)).name()).hasSize(40);
    assertThatIllegalArgumentException().isThrownBy(() -> new NodeId("a".repeat(41)));
  }

  @Test
  void aSyncSetIsNobodyOrWaitsForSomeOfItsMembers() {
    NodeId a = new NodeId("a");
    assertThat(SyncSet.any(1, List.of(a)).isEmpty()).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> new SyncSet(Set.of(), 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new SyncSet(Set.of(a), 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new SyncSet(Set.of(a), 2));
    assertThatIllegalArgumentException().isThrownBy(() -> new SyncSet(Set.of(a), -1));
  }
}
