package io.saksi.agent.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoorTest {
  private final Door door = new Door(1);
  private final List<String> inside = new ArrayList<>();

  @Test
  void thePlaceGoesToTheNextInLine() {
    Door.Ticket first = door.enter(() -> inside.add("first"));
    Door.Ticket second = door.enter(() -> inside.add("second"));
    door.enter(() -> inside.add("third"));
    assertThat(inside).containsExactly("first");
    first.leave();
    first.leave();
    assertThat(inside).containsExactly("first", "second");
    second.leave();
    assertThat(inside).containsExactly("first", "second", "third");
  }

  @Test
  void whoLeavesTheLineHasNoTurn() {
    Door.Ticket first = door.enter(() -> inside.add("first"));
    Door.Ticket second = door.enter(() -> inside.add("second"));
    second.leave();
    first.leave();
    assertThat(inside).containsExactly("first");
    door.enter(() -> inside.add("third"));
    assertThat(inside).containsExactly("first", "third");
  }
}
