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
