package io.saksi.raft;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslProvider;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** Everything that we set in Ratis, and why; the rest are its defaults. */
final class RaftSettings {
  /** Checked by Ratis at start only; {@link RaftWatchdog} does it all the time. */
  static final long FREE_SPACE_MIN_BYTES = 16L << 20;

  /** An entry must fit into one append request, with room for its envelope. */
  static final int MAX_COMMAND_BYTES = 256 << 10;

  private static final SizeInBytes APPEND_BYTES = SizeInBytes.valueOf("512KB");
  private static final SizeInBytes QUEUE_BYTES = SizeInBytes.valueOf("8MB");
  private static final int QUEUE_ELEMENTS = 1_024;

  private RaftSettings() {}

  static RaftProperties of(RaftConfig config) {
    RaftProperties p = new RaftProperties();
    storage(p, config);
    timing(p, config.tuning());
    log(p, config.tuning());
    snapshots(p, config.tuning());
    network(p, config);
    return p;
  }

  private static void storage(RaftProperties p, RaftConfig config) {
    RaftServerConfigKeys.setStorageDir(p, List.of(config.directory().toFile()));
    // The default is a temporary directory.
    RaftServerConfigKeys.setRemovedGroupsDir(p, config.directory().resolve("removed").toFile());
    RaftServerConfigKeys.setStorageFreeSpaceMin(p, SizeInBytes.valueOf(FREE_SPACE_MIN_BYTES));
  }

  private static void timing(RaftProperties p, RaftTuning tuning) {
    RaftServerConfigKeys.Rpc.setTimeoutMin(p, millis(tuning.rpcTimeoutMin()));
    RaftServerConfigKeys.Rpc.setTimeoutMax(p, millis(tuning.rpcTimeoutMax()));
    RaftServerConfigKeys.Rpc.setSlownessTimeout(p, millis(Duration.ofSeconds(3)));
    // 10 s by default: a leader that paused kept the group without one for 12 s.
    RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(
        p, millis(tuning.rpcTimeoutMax()));
    RaftServerConfigKeys.Notification.setNoLeaderTimeout(p, millis(Duration.ofSeconds(2)));
    // The default ignores a follower that came back for up to 6 s.
    RaftServerConfigKeys.Log.Appender.setRetryPolicy(p, "1ms,10,200ms,1000000");
    // We never send the same call twice.
    RaftServerConfigKeys.RetryCache.setExpiryTime(p, millis(Duration.ofSeconds(5)));
  }

  /** Small buffers: the defaults are 8 MB of direct memory and up to 200 MB of cached log. */
  private static void log(RaftProperties p, RaftTuning tuning) {
    RaftServerConfigKeys.Log.setSegmentSizeMax(p, SizeInBytes.valueOf(tuning.segmentBytes()));
    RaftServerConfigKeys.Log.setPreallocatedSize(
        p, SizeInBytes.valueOf(Math.min(64 << 10, tuning.segmentBytes())));
    RaftServerConfigKeys.Log.setWriteBufferSize(p, SizeInBytes.valueOf("1MB"));
    RaftServerConfigKeys.Log.setSegmentCacheNumMax(p, 3);
    RaftServerConfigKeys.Log.setSegmentCacheSizeMax(p, QUEUE_BYTES);
    RaftServerConfigKeys.Log.setQueueByteLimit(p, QUEUE_BYTES);
    RaftServerConfigKeys.Log.Appender.setBufferByteLimit(p, APPEND_BYTES);
    RaftServerConfigKeys.Write.setElementLimit(p, QUEUE_ELEMENTS);
    RaftServerConfigKeys.Write.setByteLimit(p, QUEUE_BYTES);
  }

  /** Off by default: the log would grow for ever. */
  private static void snapshots(RaftProperties p, RaftTuning tuning) {
    RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(p, true);
    RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(p, tuning.snapshotThreshold());
    RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(p, false);
    RaftServerConfigKeys.Snapshot.setRetentionFileNum(p, 2);
    RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(p, true);
    RaftServerConfigKeys.Log.setPurgeGap(p, 1);
    RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(p, SizeInBytes.valueOf("1MB"));
  }

  /** No event loops of its own: those take two seconds to close, gRPC's shared ones nothing. */
  private static void network(RaftProperties p, RaftConfig config) {
    GrpcConfigKeys.Server.setHost(p, config.bindHost());
    GrpcConfigKeys.Server.setPort(p, config.self().port());
    GrpcConfigKeys.setMessageSizeMax(p, QUEUE_BYTES);
    GrpcConfigKeys.Server.setAsyncRequestThreadPoolSize(p, 4);
    RaftServerConfigKeys.DataStream.setAsyncRequestThreadPoolSize(p, 1);
    RaftServerConfigKeys.DataStream.setAsyncWriteThreadPoolSize(p, 1);
    RaftServerConfigKeys.DataStream.setClientPoolSize(p, 1);
  }

  /** What Ratis takes as objects. */
  static Parameters parameters(RaftConfig config) {
    Parameters parameters = new Parameters();
    config.tls().ifPresent(tls -> GrpcConfigKeys.TLS.setConf(parameters, grpcTls(tls)));
    GrpcConfigKeys.Server.setServicesCustomizer(
        parameters, new PeersOnly(config.tls().map(RaftTls::peers)));
    return parameters;
  }

  /** The JDK's TLS, as everywhere else: by default a native library would be written to /tmp. */
  private static GrpcTlsConfig grpcTls(RaftTls tls) {
    return GrpcTlsConfig.newBuilder()
        .setKeyManager(tls.keys())
        .setTrustManager(tls.trust())
        .setMutualTls(true)
        .setSslProvider(SslProvider.JDK)
        .setProtocols("TLSv1.3")
        .build();
  }

  static TimeDuration millis(Duration duration) {
    return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
  }
}
