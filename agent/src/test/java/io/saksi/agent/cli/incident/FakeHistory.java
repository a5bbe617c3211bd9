package io.saksi.agent.cli.incident;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.saksi.proto.v1.AdminGrpc;
import io.saksi.proto.v1.ElectionRecord;
import io.saksi.proto.v1.GetIncidentReply;
import io.saksi.proto.v1.GetIncidentRequest;
import io.saksi.proto.v1.HistoryView;
import io.saksi.proto.v1.IncidentFinding;
import io.saksi.proto.v1.IncidentLoss;
import io.saksi.proto.v1.IncidentOrder;
import io.saksi.proto.v1.IncidentRecord;
import io.saksi.proto.v1.IncidentStep;
import io.saksi.proto.v1.ListIncidentsReply;
import io.saksi.proto.v1.ListIncidentsRequest;
import io.saksi.proto.v1.VotedPosition;
import java.time.Instant;

/** An agent that remembers two incidents, or what it is told to. */
final class FakeHistory extends AdminGrpc.AdminImplBase {
  static final long NOW = Instant.parse("2026-11-21T12:00:00Z").toEpochMilli();
  static final long SINCE = Instant.parse("2026-11-11T12:00:00Z").toEpochMilli();

  volatile ListIncidentsReply reply =
      ListIncidentsReply.newBuilder()
          .setView(view("a", true, 90))
          .addIncidents(switchover())
          .addIncidents(failover())
          .build();

  static HistoryView view(String agent, boolean leaderView, long version) {
    return HistoryView.newBuilder()
        .setCluster("demo")
        .setAnsweredBy(agent)
        .setLeaderView(leaderView)
        .setStateVersion(version)
        .setSinceMs(SINCE)
        .setNowMs(NOW)
        .build();
  }

  /** 864 ms a day before now. */
  static IncidentRecord failover() {
    long from = NOW - 86_400_000;
    return IncidentRecord.newBuilder()
        .setNumber(1)
        .setKind("failover")
        .setCause("POSTMASTER_DEAD")
        .setOutcome("switched")
        .setOutcomeDetail("b leads epoch 2")
        .setFrom("a")
        .setFromEpoch(1)
        .setTo("b")
        .setToEpoch(2)
        .setDownFromMs(from)
        .setDownToMs(from + 864)
        .setOutageMs(864)
        .setOutageExact(true)
        .addSteps(step("last-renewal", 1, from).clearTookMs())
        .addSteps(step("begun", 2, from + 100).setTookMs(100))
        .addSteps(step("serving", 2, from + 864).setTookMs(764))
        .setFence("self-fenced")
        .setFormerEndLsn(0x3000100)
        .setForkLsn(0x3000000)
        .setGapBytes(0x100)
        .setLoss(IncidentLoss.newBuilder().setProven(true).setBytes(0).setSpanMs(0))
        .setElectionCount(1)
        .build();
  }

  private static IncidentStep.Builder step(String step, long epoch, long at) {
    return IncidentStep.newBuilder().setStep(step).setEpoch(epoch).setAtMs(at).setExact(true);
  }

  /** 500 ms an hour before now. */
  static IncidentRecord switchover() {
    long from = NOW - 3_600_000;
    return failover().toBuilder()
        .setNumber(2)
        .setKind("switchover")
        .setCause("SWITCHOVER")
        .setFrom("b")
        .setTo("c")
        .setDownFromMs(from)
        .setDownToMs(from + 500)
        .setOutageMs(500)
        .addOrders(
            IncidentOrder.newBuilder()
                .setKind("switchover")
                .setTarget("c")
                .setWho("ann")
                .setWhy("kernel | update")
                .setAtMs(from))
        .build();
  }

  private static ElectionRecord election() {
    return ElectionRecord.newBuilder()
        .setEpoch(2)
        .setCause("POSTMASTER_DEAD")
        .addEvidence(
            IncidentFinding.newBuilder()
                .setCode("POSTMASTER_DEAD")
                .setNode("a")
                .setEvidence("the agent of a reports \033[2J Stopped"))
        .setChosen("b")
        .setAccession("promote")
        .addPositions(VotedPosition.newBuilder().setNode("b").setTimeline(1).setLsn(0x3000000))
        .setOpened(true)
        .setSet("ANY 1 (c)")
        .build();
  }

  @Override
  public void listIncidents(
      ListIncidentsRequest request, StreamObserver<ListIncidentsReply> observer) {
    observer.onNext(reply);
    observer.onCompleted();
  }

  @Override
  public void getIncident(GetIncidentRequest request, StreamObserver<GetIncidentReply> observer) {
    var found =
        reply.getIncidentsList().stream()
            .filter(i -> i.getNumber() == request.getNumber())
            .findFirst();
    if (found.isEmpty()) {
      observer.onError(Status.NOT_FOUND.asRuntimeException());
      return;
    }
    observer.onNext(
        GetIncidentReply.newBuilder()
            .setIncident(found.get().toBuilder().addElections(election()))
            .setView(reply.getView())
            .build());
    observer.onCompleted();
  }
}
