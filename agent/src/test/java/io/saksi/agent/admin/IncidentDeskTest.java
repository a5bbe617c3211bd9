package io.saksi.agent.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.cluster.Picture;
import io.saksi.core.audit.Request;
import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.incident.Entry;
import io.saksi.core.incident.IncidentTrail;
import io.saksi.core.incident.Stamp;
import io.saksi.core.model.Cause;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Member;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.proto.v1.IncidentRecord;
import io.saksi.wire.LeaderView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What an agent says of its replica's incidents, and of a silence that is none yet. */
class IncidentDeskTest {
  private static final NodeId A = new NodeId("a");
  private static final Epoch E1 = new Epoch(1);
  private static final Duration TTL = Settings.DEFAULT.leaseTtl();
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private static final LeaderView SEEN = new LeaderView(A, 3, 9, E1, 77, List.of());

  private ClusterState state = created();
  private IncidentTrail trail = IncidentTrail.EMPTY;
  private long sinceRenewal;
  private Optional<Long> heard = Optional.empty();

  private static ClusterState created() {
    Endpoint at = new Endpoint("127.0.0.1", 1);
    Member founder = new Member(A, at, at, Optional.of(at), Optional.empty(), 1);
    return ClusterState.create(
        new Command.CreateCluster(new ClusterId("demo", "x"), Settings.DEFAULT, founder));
  }

  private void at(long millis, Command command) {
    Outcome outcome = state.apply(command, OptionalLong.empty());
    assertThat(outcome).isInstanceOf(Outcome.Applied.class);
    Stamp stamp = new Stamp(Instant.ofEpochMilli(millis), new Moment(millis * 1_000_000), "a/boot");
    Request request = new Request("k", "ann", "10.0.0.9", "why", Instant.EPOCH);
    trail =
        trail.after(Optional.of(state), new Entry(command, stamp, List.of(), Optional.of(request)));
    state = outcome.state();
  }

  private void served() {
    at(1_000, new Command.Found(A));
    at(1_100, new Command.Open(E1, SyncSet.NOBODY, Optional.empty()));
    at(2_000, new Command.Renew(E1, 1, TTL, Optional.empty()));
  }

  private IncidentDesk desk() {
    return new IncidentDesk(source(), () -> trail, () -> NOW);
  }

  private StatusSource source() {
    Moment now = new Moment(10_000_000_000L);
    return new StatusSource() {
      @Override
      public NodeId self() {
        return A;
      }

      @Override
      public Optional<ClusterState> state() {
        return Optional.of(state);
      }

      @Override
      public Optional<ClusterView.LeaseSeen> lease() {
        Moment applied = now.minus(Duration.ofMillis(sinceRenewal));
        return Optional.of(new ClusterView.LeaseSeen(E1, TTL, applied));
      }

      @Override
      public IncidentTrail incidents() {
        return trail;
      }

      @Override
      public Moment reignSince() {
        return now;
      }

      @Override
      public Optional<Picture> picture() {
        return heard.map(ago -> new Picture(SEEN, now.minus(Duration.ofMillis(ago))));
      }

      @Override
      public Raft raft() {
        return new Raft(Optional.empty(), 0, List.of());
      }

      @Override
      public Moment now() {
        return now;
      }

      @Override
      public void awaitNews(Duration longest) {}
    };
  }

  @Test
  void aSilenceLongerThanTheLeaseIsToldFromTheLastRenewalOn() {
    served();
    sinceRenewal = TTL.toMillis();
    assertThat(desk().list(0).getView().hasSilentSinceMs()).isFalse();
    sinceRenewal = TTL.toMillis() + 1;
    assertThat(desk().list(0).getView().getSilentSinceMs()).isEqualTo(2_000);
  }

  @Test
  void itIsTheIncidentsOnceOneHasBegun() {
    served();
    sinceRenewal = TTL.toMillis() + 1;
    at(9_000, new Command.BeginFailover(E1, Cause.LEASE_RAN_OUT));
    assertThat(desk().list(0).getView().hasSilentSinceMs()).isFalse();
    IncidentRecord told = desk().list(0).getIncidents(0);
    assertThat(told.getOutcome()).isEqualTo("under-way");
    assertThat(told.getCause()).isEqualTo("LEASE_RAN_OUT");
    assertThat(told.getDownFromMs()).isEqualTo(2_000);
    assertThat(told.hasDownToMs()).isFalse();
    assertThat(told.hasLoss()).isFalse();
  }

  @Test
  void whoHeardNothingOfTheLeaderForSecondsIsOutOfTouch() {
    assertThat(desk().list(0).getView().getLeaderView()).isFalse();
    heard = Optional.of(1_999L);
    assertThat(desk().list(0).getView().getLeaderView()).isTrue();
    heard = Optional.of(2_000L);
    assertThat(desk().list(0).getView().getLeaderView()).isFalse();
  }

  @Test
  void theNewestComeFirstAndElectionsOnlyWhereOneIsAskedFor() {
    served();
    at(20_000, new Command.Renew(E1, 2, TTL, Optional.empty()));
    at(30_000, new Command.BeginFailover(E1, Cause.LEASE_RAN_OUT));
    assertThat(desk().list(0).getIncidentsList())
        .extracting(IncidentRecord::getNumber)
        .containsExactly(2L, 1L);
    assertThat(desk().list(1).getIncidentsCount()).isEqualTo(1);
    assertThat(desk().list(0).getIncidents(1).getKind()).isEqualTo("lapse");
    assertThat(desk().list(0).getIncidents(0).getElectionsCount()).isZero();
    assertThat(desk().find(2).orElseThrow().getIncident().getElectionsCount()).isEqualTo(1);
    assertThat(desk().find(3)).isEmpty();
  }
}
