package io.saksi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.States;
import io.saksi.core.audit.AuditTrail;
import io.saksi.core.command.Command;
import io.saksi.core.incident.IncidentTrail;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.NodeFacts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a Saksi that knew only format 1 wrote is still read, with what was meant then. */
class FirstFormatTest {
  @Test
  void aSnapshot() throws MalformedMessage {
    ClusterState state =
        States.renewed(States.open(SyncSet.any(1, List.of(new NodeId("b"), new NodeId("c")))));
    var old = StateCodec.encode(state).toBuilder().setFormat(1).clearLastMark().setEndMark(1);
    old.getSettingsBuilder().clearFailoverPauseNanos();
    old.getRenewalBuilder().clearLongestNanos();
    assertThat(StateCodec.decode(old.build())).isEqualTo(state);
  }

  @Test
  void aLogEntry() throws MalformedMessage {
    Command renew = new Command.Renew(new Epoch(1), 3, Duration.ofSeconds(3), Optional.empty());
    LogEntry entry = new LogEntry(OptionalLong.empty(), renew, "a");
    assertThat(LogEntry.decode(entry.encode().toBuilder().setFormat(1).build())).isEqualTo(entry);
  }

  @Test
  void whatFormatTwoWroteHadNoRequests() throws MalformedMessage {
    ClusterState state =
        States.renewed(States.open(SyncSet.any(1, List.of(new NodeId("b"), new NodeId("c")))));
    byte[] old = StateCodec.encode(state).toBuilder().setFormat(2).build().toByteArray();
    assertThat(StateCodec.fromBytes(old)).isEqualTo(state);
    assertThat(StateCodec.trailFromBytes(old)).isEqualTo(AuditTrail.EMPTY);
  }

  @Test
  void whatFormatThreeWroteHadNoIncidentsAndNoTimes() throws MalformedMessage {
    ClusterState state =
        States.renewed(States.open(SyncSet.any(1, List.of(new NodeId("b"), new NodeId("c")))));
    byte[] old = StateCodec.encode(state).toBuilder().setFormat(3).build().toByteArray();
    assertThat(StateCodec.incidentsFromBytes(old)).isEqualTo(IncidentTrail.EMPTY);
    LogEntry entry = new LogEntry(OptionalLong.of(1), new Command.Resume(), "a");
    assertThat(LogEntry.decode(entry.encode().toBuilder().setFormat(3).build()).at()).isEmpty();
  }

  @Test
  void aNodeThatKnewNoFenceAgentsFencesNobody() throws MalformedMessage {
    var wire = FactsCodec.encode(NodeFacts.UNKNOWN).toBuilder().clearCanFence().build();
    assertThat(FactsCodec.decode(wire).canFence()).isEmpty();
  }

  @Test
  void whatOnlyANewerSaksiKnowsOfANodeIsUnknown() throws MalformedMessage {
    var wire = io.saksi.proto.v1.NodeFacts.newBuilder().setCommitValue(99).build();
    assertThat(FactsCodec.decode(wire)).isEqualTo(NodeFacts.UNKNOWN);
  }
}
