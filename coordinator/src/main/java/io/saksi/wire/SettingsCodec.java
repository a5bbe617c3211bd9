package io.saksi.wire;

import io.saksi.core.model.Goals;
import io.saksi.core.model.Mode;
import io.saksi.core.model.Settings;
import java.time.Duration;
import java.util.Optional;

/** The bounds and policies that decisions use. */
public final class SettingsCodec {
  private SettingsCodec() {}

  /**
   * @throws IllegalArgumentException if a length of time is negative or beyond ten years
   */
  public static io.saksi.proto.v1.Settings encode(Settings settings) {
    var wire =
        io.saksi.proto.v1.Settings.newBuilder()
            .setMode(encode(settings.mode()))
            .setSyncCount(settings.syncCount())
            .setExposedAllowed(settings.exposedAllowed())
            .setLeaseTtlNanos(Scalars.nanos(settings.leaseTtl()))
            .setDriftPerMille(settings.driftPerMille())
            .setLeaseMarginNanos(Scalars.nanos(settings.leaseMargin()))
            .setSilenceNanos(Scalars.nanos(settings.silence()))
            .setGatherTimeoutNanos(Scalars.nanos(settings.gatherTimeout()))
            .setCandidateTimeoutNanos(Scalars.nanos(settings.candidateTimeout()))
            .setMemberLostNanos(Scalars.nanos(settings.memberLost()))
            .setMemberStableNanos(Scalars.nanos(settings.memberStable()))
            .setReadTtlNanos(Scalars.nanos(settings.readTtl()))
            .setFailoverPauseNanos(Scalars.nanos(settings.failoverPause()));
    settings.asyncLagBound().ifPresent(wire::setAsyncLagBound);
    encode(settings.goals(), wire);
    return wire.build();
  }

  public static Settings decode(io.saksi.proto.v1.Settings wire) throws MalformedMessage {
    Mode mode = decode(wire.getMode());
    Duration leaseTtl = Scalars.length("lease_ttl", wire.getLeaseTtlNanos());
    Duration leaseMargin = Scalars.length("lease_margin", wire.getLeaseMarginNanos());
    Duration silence = Scalars.length("silence", wire.getSilenceNanos());
    Duration gather = Scalars.length("gather_timeout", wire.getGatherTimeoutNanos());
    Duration candidate = Scalars.length("candidate_timeout", wire.getCandidateTimeoutNanos());
    Duration memberLost = Scalars.length("member_lost", wire.getMemberLostNanos());
    Duration memberStable = Scalars.length("member_stable", wire.getMemberStableNanos());
    Duration readTtl = Scalars.length("read_ttl", wire.getReadTtlNanos());
    Optional<Long> lagBound = lagBound(wire.hasAsyncLagBound(), wire.getAsyncLagBound());
    Duration pause =
        wire.hasFailoverPauseNanos()
            ? Scalars.length("failover_pause", wire.getFailoverPauseNanos())
            : Settings.DEFAULT.failoverPause();
    Goals goals = goals(wire);
    return Parse.checked(
        "bounds",
        () ->
            new Settings(
                mode,
                wire.getSyncCount(),
                wire.getExposedAllowed(),
                leaseTtl,
                wire.getDriftPerMille(),
                leaseMargin,
                silence,
                gather,
                candidate,
                memberLost,
                memberStable,
                readTtl,
                lagBound,
                pause,
                goals));
  }

  private static void encode(Goals goals, io.saksi.proto.v1.Settings.Builder wire) {
    goals.rto().ifPresent(rto -> wire.setRtoNanos(Scalars.nanos(rto)));
    goals
        .rpo()
        .ifPresent(rpo -> {
          switch (rpo) {
            case Goals.Rpo.Wal wal -> wire.setRpoBytes(wal.most());
            case Goals.Rpo.Time time -> wire.setRpoNanos(Scalars.nanos(time.most()));
          }
        });
  }

  private static Goals goals(io.saksi.proto.v1.Settings wire) throws MalformedMessage {
    Optional<Duration> rto =
        wire.hasRtoNanos()
            ? Optional.of(Scalars.length("rto", wire.getRtoNanos()))
            : Optional.empty();
    Optional<Goals.Rpo> rpo =
        switch (wire.getRpoCase()) {
          case RPO_BYTES -> {
            long most = Scalars.count("rpo", wire.getRpoBytes());
            yield Optional.of(new Goals.Rpo.Wal(most));
          }
          case RPO_NANOS -> {
            Duration most = Scalars.length("rpo", wire.getRpoNanos());
            yield Optional.of(Parse.checked("rpo", () -> new Goals.Rpo.Time(most)));
          }
          case RPO_NOT_SET -> Optional.empty();
        };
    return Parse.checked("goals", () -> new Goals(rto, rpo));
  }

  static Optional<Long> lagBound(boolean has, long bytes) throws MalformedMessage {
    return has ? Optional.of(Scalars.count("lag_bound", bytes)) : Optional.empty();
  }

  static io.saksi.proto.v1.Settings.Mode encode(Mode mode) {
    return switch (mode) {
      case SYNC_AUTO -> io.saksi.proto.v1.Settings.Mode.MODE_SYNC_AUTO;
      case SYNC_MANUAL -> io.saksi.proto.v1.Settings.Mode.MODE_SYNC_MANUAL;
      case ASYNC -> io.saksi.proto.v1.Settings.Mode.MODE_ASYNC;
    };
  }

  static Mode decode(io.saksi.proto.v1.Settings.Mode wire) throws MalformedMessage {
    return switch (wire) {
      case MODE_SYNC_AUTO -> Mode.SYNC_AUTO;
      case MODE_SYNC_MANUAL -> Mode.SYNC_MANUAL;
      case MODE_ASYNC -> Mode.ASYNC;
      case MODE_UNSPECIFIED, UNRECOGNIZED -> throw Scalars.unknown("mode", wire);
    };
  }
}
