package io.saksi.agent.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.incident.Incident;
import io.saksi.core.incident.IncidentTrail;
import io.saksi.core.incident.Mark;
import io.saksi.core.incident.Stamp;
import io.saksi.core.model.Branch;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.proto.v1.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is predicted, and what it rests on. */
class ForecastTest {
  private static final Forecast.Backlog NOTHING = new Forecast.Backlog(0, 0);
  private static final Pace IDLE = Pace.getDefaultInstance();
  private static final NodeId A = new NodeId("a");
  private static final long MB = 1L << 20;

  private static IncidentTrail switchovers(Incident.How how, long... millis) {
    List<Incident> all = Arrays.stream(millis).mapToObj(m -> switchover(how, m)).toList();
    return new IncidentTrail(all, 0, Optional.empty(), Optional.empty());
  }

  private static Incident switchover(Incident.How how, long millis) {
    Epoch epoch = new Epoch(1);
    return new Incident(
        1,
        Incident.Kind.SWITCHOVER,
        epoch,
        A,
        new Branch(1, epoch),
        List.of(),
        List.of(),
        0,
        Optional.empty(),
        List.of(
            new Mark(Mark.Step.ORDERED, epoch, stamp(0)),
            new Mark(Mark.Step.SERVING, epoch, stamp(millis))),
        Optional.empty(),
        Optional.of(new Incident.End(how, A, epoch, "")));
  }

  private static Stamp stamp(long millis) {
    return new Stamp(Instant.ofEpochMilli(millis), new Moment(millis * 1_000_000), "a/boot");
  }

  @Test
  void withoutAnythingOnRecordItSaysThatItAssumes() {
    Forecast forecast = Forecast.of(IncidentTrail.EMPTY, IDLE, IDLE, NOTHING);
    assertThat(forecast.length()).isEqualTo(Duration.ofSeconds(1));
    assertThat(forecast.grounds())
        .singleElement()
        .asString()
        .contains("no switchover is on record");
  }

  @Test
  void itIsTheMedianOfTheLastFiveThatWentThrough() {
    IncidentTrail trail = switchovers(Incident.How.SWITCHED, 9_000, 500, 700, 600, 400, 800);
    assertThat(Forecast.of(trail, IDLE, IDLE, NOTHING).length()).isEqualTo(Duration.ofMillis(600));
    IncidentTrail back = switchovers(Incident.How.ROLLED_BACK, 30_000);
    assertThat(Forecast.of(back, IDLE, IDLE, NOTHING).length()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void whatIsLeftOverCountsAtTheRatesThatWereMeasured() {
    IncidentTrail trail = switchovers(Incident.How.SWITCHED, 500);
    Pace primary = Pace.newBuilder().setWritten(15 * MB).setCheckpointed(10 * MB).build();
    Pace target = Pace.newBuilder().setReplayed(50 * MB).build();
    Forecast forecast =
        Forecast.of(trail, primary, target, new Forecast.Backlog(200 * MB, 100 * MB));
    assertThat(forecast.length())
        .as("0.5 s, 30 MB at 10, 200 MB at an assumed 100, 100 MB at 50")
        .isEqualTo(Duration.ofMillis(500 + 3_000 + 2_000 + 2_000));
    assertThat(forecast.grounds()).hasSize(4);
    assertThat(forecast.grounds().get(2)).contains("200 MB to be received").contains("(assumed)");
    assertThat(forecast.grounds().get(3)).contains("at 50 MB/s").doesNotContain("assumed");
  }
}
