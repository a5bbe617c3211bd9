package io.saksi.agent.cli.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.proto.v1.HistoryView;
import io.saksi.proto.v1.IncidentLoss;
import io.saksi.proto.v1.IncidentRecord;
import io.saksi.proto.v1.ListIncidentsReply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which of what happened was not within the goals that are set. */
class GoalsKeptTest {
  private static final Instant NOW = Instant.ofEpochMilli(FakeHistory.NOW);
  private static final Period.Span DAYS =
      new Period.Span(NOW.minus(Duration.ofDays(3)), NOW, false);

  private static GoalsKept kept(HistoryView.Builder goals, IncidentRecord... incidents) {
    ListIncidentsReply reply =
        ListIncidentsReply.newBuilder().setView(goals).addAllIncidents(List.of(incidents)).build();
    return GoalsKept.of(reply, DAYS, NOW);
  }

  private static HistoryView.Builder goals() {
    return FakeHistory.view("a", true, 90).toBuilder();
  }

  private static IncidentRecord lost(long bytes, boolean proven) {
    return FakeHistory.failover().toBuilder()
        .setLoss(IncidentLoss.newBuilder().setProven(proven).setBytes(bytes))
        .build();
  }

  @Test
  void anOutageIsTooLongFromTheMillisecondAfterTheGoal() {
    IncidentRecord outage = FakeHistory.failover();
    assertThat(kept(goals().setRtoMs(864), outage).tooLong()).isEmpty();
    GoalsKept missed = kept(goals().setRtoMs(863), outage);
    assertThat(missed.tooLong()).hasSize(1);
    assertThat(KeptText.rto(missed, NOW)).contains("0.863 s, missed by incident 1 (0.864 s)");
  }

  @Test
  void whatIsNotSetIsNotCompared() {
    GoalsKept none = kept(goals(), lost(900, true));
    assertThat(none.tooLong()).isEmpty();
    assertThat(none.lostTooMuch()).isEmpty();
    assertThat(none.lossUnknown()).isEmpty();
    assertThat(KeptText.rto(none, NOW)).isEmpty();
    assertThat(KeptText.rpo(none)).isEmpty();
  }

  @Test
  void onlyAProvenLossIsWithinTheGoal() {
    HistoryView.Builder goal = goals().setRpoBytes(100);
    assertThat(KeptText.rpo(kept(goal, lost(100, true)))).contains("100 B, met by every incident");
    assertThat(kept(goal, lost(101, true)).lostTooMuch()).hasSize(1);
    assertThat(kept(goal, lost(101, false)).lostTooMuch()).as("at least that").hasSize(1);
    assertThat(kept(goal, lost(100, false)).lossUnknown()).as("perhaps more").hasSize(1);
    IncidentRecord incomparable =
        FakeHistory.failover().toBuilder().setLoss(IncidentLoss.getDefaultInstance()).build();
    assertThat(kept(goal, incomparable).lossUnknown()).hasSize(1);
  }

  @Test
  void aGoalInSecondsIsComparedWithSeconds() {
    IncidentRecord spanned =
        FakeHistory.failover().toBuilder()
            .setLoss(IncidentLoss.newBuilder().setProven(true).setBytes(9).setSpanMs(2_000))
            .build();
    assertThat(kept(goals().setRpoMs(2_000), spanned).lossUnknown()).isEmpty();
    assertThat(kept(goals().setRpoMs(1_999), spanned).lostTooMuch()).hasSize(1);
    assertThat(kept(goals().setRpoMs(2_000), lost(9, true)).lossUnknown()).hasSize(1);
    assertThat(kept(goals().setRpoMs(2_000), lost(0, true)).lossUnknown()).isEmpty();
  }

  @Test
  void whatLiesOutsideOfThePeriodDoesNotCount() {
    IncidentRecord old =
        lost(900, true).toBuilder()
            .setDownFromMs(FakeHistory.SINCE)
            .setDownToMs(FakeHistory.SINCE + 864)
            .build();
    GoalsKept kept = kept(goals().setRtoMs(1).setRpoBytes(0), old);
    assertThat(kept.tooLong()).isEmpty();
    assertThat(kept.lostTooMuch()).isEmpty();
  }
}
