package io.saksi.wire;

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
                pause));
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
