package io.saksi.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two of three peers are gone for good; the third one's log begins a new group. */
class NewGenerationTest {
  @TempDir Path root;
  private final UUID fresh = UUID.randomUUID();
  private TestPeer a;
  private TestPeer b;
  private TestPeer c;
  private UUID former;

  @BeforeEach
  void threePeersOfWhichOneIsLeft() throws Exception {
    a = new TestPeer("a", root, TestPeer.QUICK).bootstrap();
    former = a.node.groupId();
    b = new TestPeer("b", root, TestPeer.QUICK).join(former);
    a.add(b);
    c = new TestPeer("c", root, TestPeer.QUICK).join(former);
    a.add(c);
    a.submit("one");
    a.submit("two");
    TestPeer.await("c has both", () -> c.journal.size() == 2);
    List.of(a, b, c).forEach(TestPeer::close);
  }

  @AfterEach
  void end() {
    List.of(a, b, c).forEach(TestPeer::close);
  }

  private Journal replayed() throws Exception {
    Journal journal = new Journal();
    StoppedPeer peer = StoppedPeer.replay(c.config, journal);
    assertThat(peer.group()).isEqualTo(former);
    assertThat(peer.voters()).containsExactly("a", "b", "c");
    assertThat(peer.isMajority(List.of("c"))).isFalse();
    assertThat(peer.isMajority(List.of("b", "c"))).isTrue();
    return journal;
  }

  private static byte[] changed(Journal journal) {
    assertThat(journal.lines()).containsExactly("one", "two");
    journal.apply("recovered".getBytes(StandardCharsets.UTF_8), 0);
    return journal.snapshot();
  }

  @Test
  void whatTheSurvivorHadBeginsAGroupThatOthersJoin() throws Exception {
    NewGeneration generation = new NewGeneration(c.config, former, fresh);
    generation.make(changed(replayed()), new Journal());
    generation.takeEffect();
    generation.tidy();
    c.restart();
    TestPeer.await("c leads alone", c::leads);
    assertThat(c.node.groupId()).isEqualTo(fresh);
    assertThat(c.journal.lines()).containsExactly("one", "two", "recovered");
    c.submit("three");
    // The lost ones return: they are strangers, and join only as new peers.
    assertThat(NewGeneration.leave(b.config)).contains(former);
    assertThat(NewGeneration.leave(b.config)).as("once more").isEmpty();
    b.join(fresh);
    c.add(b);
    TestPeer.await(
        "b has all", () -> b.journal.lines().equals(List.of("one", "two", "recovered", "three")));
    c.close();
    c.restart();
    leaderOf(b, c);
  }

  /**
   * Of two peers, one of which was closed: where it closed between an entry's arrival and its
   * acknowledgement, Ratis never learns that the entry is there, and the leader never becomes
   * ready. In an agent {@link RaftWatchdog} ends it then.
   */
  private static void leaderOf(TestPeer stayed, TestPeer closed) throws Exception {
    try {
      TestPeer.leaderOf(stayed, closed);
    } catch (TimeoutException e) {
      assertThat(stayed.node.role()).isEqualTo(RaftRole.LEADER);
      stayed.close();
      stayed.restart();
      TestPeer.leaderOf(stayed, closed);
    }
  }

  @Test
  void itGoesOnAfterACrashAnywhereAndTheFormerPeerNeverStartsBeside() throws Exception {
    NewGeneration first = new NewGeneration(c.config, former, fresh);
    byte[] state = changed(replayed());
    first.make(state, new Journal());
    // Made anew as long as nothing refers to it.
    NewGeneration second = new NewGeneration(c.config, former, fresh);
    assertThat(second.isMade()).isTrue();
    second.make(state, new Journal());
    Path group = c.config.directory().resolve(former.toString());
    Path kept = second.kept();
    Files.move(group, kept);
    assertThatThrownBy(c::restart).hasMessageContaining("is gone");
    assertThatThrownBy(second::abandon).hasMessageContaining("put aside already");
    Path made = c.config.directory().resolve("recovering").resolve(fresh.toString());
    Files.move(made, c.config.directory().resolve(fresh.toString()));
    assertThatThrownBy(c::restart).hasMessageContaining("another group");
    NewGeneration third = new NewGeneration(c.config, former, fresh);
    assertThat(third.isInEffect()).isFalse();
    third.takeEffect();
    third.takeEffect();
    assertThat(third.isInEffect()).isTrue();
    c.restart();
    TestPeer.await("c leads alone", c::leads);
    assertThat(kept).isDirectory();
  }

  @Test
  void whatIsNotMadeCannotTakeEffectAndCanBeGivenUp() throws Exception {
    NewGeneration generation = new NewGeneration(c.config, former, fresh);
    assertThatThrownBy(generation::takeEffect).isInstanceOf(IllegalStateException.class);
    generation.make(changed(replayed()), new Journal());
    generation.abandon();
    assertThat(generation.isMade()).isFalse();
    c.restart();
    assertThat(c.node.groupId()).isEqualTo(former);
  }

  @Test
  void aLogWithAHoleIsNotTakenForWhole() throws Exception {
    Path log = c.config.directory().resolve(former.toString()).resolve("current");
    Path segment;
    try (var files = Files.list(log)) {
      segment =
          files
              .filter(f -> f.getFileName().toString().startsWith("log_"))
              .findFirst()
              .orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(segment);
    bytes[bytes.length > 200 ? 100 : bytes.length / 2] ^= 0x55;
    Files.write(segment, bytes);
    assertThatThrownBy(() -> StoppedPeer.replay(c.config, new Journal()))
        .isInstanceOf(RaftStartException.class);
  }
}
