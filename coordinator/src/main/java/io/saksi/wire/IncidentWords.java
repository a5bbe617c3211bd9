package io.saksi.wire;

import io.saksi.core.incident.Incident;
import io.saksi.core.incident.Mark;

/** Kinds of incidents, their steps, and the ways in which they end. */
final class IncidentWords {
  private IncidentWords() {}

  static io.saksi.proto.v1.Incident.Kind encode(Incident.Kind value) {
    return switch (value) {
      case FAILOVER -> io.saksi.proto.v1.Incident.Kind.KIND_FAILOVER;
      case SWITCHOVER -> io.saksi.proto.v1.Incident.Kind.KIND_SWITCHOVER;
      case FORCED -> io.saksi.proto.v1.Incident.Kind.KIND_FORCED;
      case DISASTER -> io.saksi.proto.v1.Incident.Kind.KIND_DISASTER;
      case LAPSE -> io.saksi.proto.v1.Incident.Kind.KIND_LAPSE;
    };
  }

  static Incident.Kind decode(io.saksi.proto.v1.Incident.Kind wire) throws MalformedMessage {
    return switch (wire) {
      case KIND_FAILOVER -> Incident.Kind.FAILOVER;
      case KIND_SWITCHOVER -> Incident.Kind.SWITCHOVER;
      case KIND_FORCED -> Incident.Kind.FORCED;
      case KIND_DISASTER -> Incident.Kind.DISASTER;
      case KIND_LAPSE -> Incident.Kind.LAPSE;
      case KIND_UNSPECIFIED, UNRECOGNIZED -> throw Scalars.unknown("kind", wire);
    };
  }

  static io.saksi.proto.v1.Incident.Step encode(Mark.Step value) {
    return switch (value) {
      case LAST_RENEWAL -> io.saksi.proto.v1.Incident.Step.STEP_LAST_RENEWAL;
      case ORDERED -> io.saksi.proto.v1.Incident.Step.STEP_ORDERED;
      case SHUT_DOWN -> io.saksi.proto.v1.Incident.Step.STEP_SHUT_DOWN;
      case CANCELLED -> io.saksi.proto.v1.Incident.Step.STEP_CANCELLED;
      case BEGUN -> io.saksi.proto.v1.Incident.Step.STEP_BEGUN;
      case ELECTED -> io.saksi.proto.v1.Incident.Step.STEP_ELECTED;
      case FENCED -> io.saksi.proto.v1.Incident.Step.STEP_FENCED;
      case OPENED -> io.saksi.proto.v1.Incident.Step.STEP_OPENED;
      case SERVING -> io.saksi.proto.v1.Incident.Step.STEP_SERVING;
      case BACK -> io.saksi.proto.v1.Incident.Step.STEP_BACK;
    };
  }

  static Mark.Step decode(io.saksi.proto.v1.Incident.Step wire) throws MalformedMessage {
    return switch (wire) {
      case STEP_LAST_RENEWAL -> Mark.Step.LAST_RENEWAL;
      case STEP_ORDERED -> Mark.Step.ORDERED;
      case STEP_SHUT_DOWN -> Mark.Step.SHUT_DOWN;
      case STEP_CANCELLED -> Mark.Step.CANCELLED;
      case STEP_BEGUN -> Mark.Step.BEGUN;
      case STEP_ELECTED -> Mark.Step.ELECTED;
      case STEP_FENCED -> Mark.Step.FENCED;
      case STEP_OPENED -> Mark.Step.OPENED;
      case STEP_SERVING -> Mark.Step.SERVING;
      case STEP_BACK -> Mark.Step.BACK;
      case STEP_UNSPECIFIED, UNRECOGNIZED -> throw Scalars.unknown("step", wire);
    };
  }

  static io.saksi.proto.v1.Incident.How encode(Incident.How value) {
    return switch (value) {
      case SWITCHED -> io.saksi.proto.v1.Incident.How.HOW_SWITCHED;
      case SAME_PRIMARY -> io.saksi.proto.v1.Incident.How.HOW_SAME_PRIMARY;
      case ROLLED_BACK -> io.saksi.proto.v1.Incident.How.HOW_ROLLED_BACK;
    };
  }

  static Incident.How decode(io.saksi.proto.v1.Incident.How wire) throws MalformedMessage {
    return switch (wire) {
      case HOW_SWITCHED -> Incident.How.SWITCHED;
      case HOW_SAME_PRIMARY -> Incident.How.SAME_PRIMARY;
      case HOW_ROLLED_BACK -> Incident.How.ROLLED_BACK;
      case HOW_UNSPECIFIED, UNRECOGNIZED -> throw Scalars.unknown("how", wire);
    };
  }
}
