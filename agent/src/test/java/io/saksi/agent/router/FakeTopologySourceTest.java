package io.saksi.agent.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FakeTopologySourceTest {
  private final List<Topology> heard = new ArrayList<>();
  private final FakeTopologySource source = new FakeTopologySource();

  @Test
  void eachAnnouncementIsNewerThanTheLast() {
    source.start(heard::add);
    source.announce(Optional.empty());
    source.announce(Optional.of(FakeTopologySource.backend("n1", 5432)));
    assertThat(heard).hasSize(2);
    assertThat(heard.get(0).isOlderThan(heard.get(1))).isTrue();
    assertThat(heard.get(1).isOlderThan(heard.get(0))).isFalse();
  }

  @Test
  void nothingIsDeliveredAfterItWasClosed() {
    source.start(heard::add);
    source.close();
    source.announce(Optional.empty());
    assertThat(heard).isEmpty();
  }

  @Test
  void itStartsOnce() {
    source.start(heard::add);
    assertThatThrownBy(() -> source.start(heard::add)).isInstanceOf(IllegalStateException.class);
  }
}
