package io.saksi.agent.peer;

import io.grpc.CallCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.saksi.agent.access.Credentials;
import io.saksi.agent.tls.Transport;
import io.saksi.core.model.Endpoint;
import io.saksi.proto.v1.EnrolmentGrpc;
import io.saksi.proto.v1.OperatorGrpc;
import io.saksi.proto.v1.PeerGrpc;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** One gRPC channel to each agent, kept open: a renewal must not pay for a new connection. */
public final class Channels implements AutoCloseable {
  /** On a call that an agent passes on: where it came from. */
  public static final Metadata.Key<String> PASSED_ON_FROM =
      Metadata.Key.of("saksi-passed-on-from", Metadata.ASCII_STRING_MARSHALLER);

  private final Map<Endpoint, ManagedChannel> channels = new ConcurrentHashMap<>();
  private final Transport transport;
  private final CallCredentials credentials;

  public Channels(Credentials own) {
    transport = own.transport();
    credentials =
        new CallCredentials() {
          @Override
          public void applyRequestMetadata(
              RequestInfo info, Executor executor, MetadataApplier applier) {
            applier.apply(own.headers());
          }
        };
  }

  public PeerGrpc.PeerStub stub(Endpoint agent) {
    return PeerGrpc.newStub(channel(agent)).withCallCredentials(credentials);
  }

  public PeerGrpc.PeerBlockingStub blocking(Endpoint agent) {
    return PeerGrpc.newBlockingStub(channel(agent)).withCallCredentials(credentials);
  }

  /** The operators' service of another agent, in the name of a caller from this address. */
  public OperatorGrpc.OperatorBlockingStub operator(Endpoint agent, String from) {
    Metadata headers = new Metadata();
    headers.put(PASSED_ON_FROM, from);
    return OperatorGrpc.newBlockingStub(channel(agent))
        .withCallCredentials(credentials)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** The service that lets nodes in, of another agent, in the name of a caller from there. */
  public EnrolmentGrpc.EnrolmentBlockingStub enrolment(Endpoint agent, String from) {
    Metadata headers = new Metadata();
    headers.put(PASSED_ON_FROM, from);
    return EnrolmentGrpc.newBlockingStub(channel(agent))
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private ManagedChannel channel(Endpoint agent) {
    return channels.computeIfAbsent(agent, this::open);
  }

  /**
   * A peer that vanished without closing its connection must be noticed well within a lease, and a
   * new connection tried at once when it returns: gRPC's own pauses between attempts grow to two
   * minutes.
   */
  private ManagedChannel open(Endpoint agent) {
    return transport
        .on(NettyChannelBuilder.forAddress(agent.host(), agent.port()))
        // What answers do here is to become events: a thread for that costs more than it.
        .directExecutor()
        .disableRetry()
        .keepAliveTime(2, TimeUnit.SECONDS)
        .keepAliveTimeout(1, TimeUnit.SECONDS)
        .keepAliveWithoutCalls(true)
        .withOption(io.netty.channel.ChannelOption.CONNECT_TIMEOUT_MILLIS, 1_000)
        .build();
  }

  /** Tries again at once to reach agents that could not be reached. */
  public void wake() {
    channels.values().forEach(ManagedChannel::resetConnectBackoff);
  }

  @Override
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
  }
}
