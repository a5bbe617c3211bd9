package io.saksi.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.audit.Request;
import io.saksi.core.command.Command;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Member;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Settings;
import io.saksi.core.model.Tags;
import io.saksi.core.state.ClusterState;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LogEntry;
import io.saksi.wire.MalformedMessage;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A caller that did not hear the answer gives its order again, with the same key. */
class RepeatedOrderTest {
  private static final NodeId A = new NodeId("a");

  private final ClusterMachine machine =
      new ClusterMachine(
          () -> new Moment(0),
          () -> {},
          broken -> {
            throw new AssertionError(broken);
          });

  private CommandResult apply(Command command, Optional<String> key) throws MalformedMessage {
    LogEntry entry =
        new LogEntry(
            OptionalLong.empty(),
            command,
            "a",
            "",
            key.map(k -> new Request(k, "ann", "10.0.0.9", "a test", Instant.EPOCH)));
    return CommandResult.fromBytes(machine.apply(entry.toBytes(), 1));
  }

  private void create() throws MalformedMessage {
    Endpoint at = new Endpoint("127.0.0.1", 1);
    Member founder = new Member(A, at, at, Optional.of(at), Optional.empty(), 1);
    apply(
        new Command.CreateCluster(
            new ClusterId("c", "8f14e45f-ceea-467f-a1b2-000000000001"), Settings.DEFAULT, founder),
        Optional.empty());
  }

  private static Command tag(int priority) {
    return new Command.SetTags(A, Tags.of(priority));
  }

  private ClusterState state() {
    return machine.applied().state().orElseThrow();
  }

  @Test
  void theSecondAttemptChangesNothingAndIsAnsweredAsTheFirst() throws MalformedMessage {
    create();
    CommandResult first = apply(tag(5), Optional.of("k"));
    apply(tag(7), Optional.of("l"));

    CommandResult again = apply(tag(5), Optional.of("k"));

    assertThat(again).isEqualTo(first);
    assertThat(state().member(A).orElseThrow().priority()).isEqualTo(7);
    assertThat(machine.applied().trail().entries()).hasSize(2);
  }

  /** Both were read before either was in the log. */
  @Test
  void twoOrdersUnderOneKeyAreOneOrderAndARefusal() throws MalformedMessage {
    create();
    assertThat(apply(tag(5), "k", "one order")).isInstanceOf(CommandResult.Applied.class);
    assertThat(apply(tag(7), "k", "another")).isInstanceOf(CommandResult.Refused.class);
    assertThat(apply(tag(7), "k", ""))
        .as("of an older agent")
        .isInstanceOf(CommandResult.Applied.class);
    assertThat(state().member(A).orElseThrow().priority()).isEqualTo(5);
  }

  private CommandResult apply(Command command, String key, String fingerprint)
      throws MalformedMessage {
    Request request = new Request(key, "ann", "10.0.0.9", "a test", Instant.EPOCH, fingerprint);
    LogEntry entry = new LogEntry(OptionalLong.empty(), command, "a", "", Optional.of(request));
    return CommandResult.fromBytes(machine.apply(entry.toBytes(), 1));
  }

  @Test
  void whatWasRefusedMayBeTriedAgain() throws MalformedMessage {
    create();
    assertThat(apply(new Command.Resume(), Optional.of("k")))
        .isInstanceOf(CommandResult.Refused.class);
    assertThat(machine.applied().trail().find("k")).isEmpty();
  }

  @Test
  void aReplicaThatComesFromASnapshotKnowsTheKeys() throws MalformedMessage {
    create();
    apply(tag(5), Optional.of("k"));
    ClusterMachine other =
        new ClusterMachine(
            () -> new Moment(0),
            () -> {},
            broken -> {
              throw new AssertionError(broken);
            });

    other.restore(machine.snapshot());

    assertThat(other.applied().trail()).isEqualTo(machine.applied().trail());
    assertThat(other.applied().state()).contains(state());
  }
}
