package io.saksi.raft;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Grpc;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the Raft port answers: peers, and nothing else. Ratis offers its clients' and its
 * administrators' services at the same port, by which anybody could change the group; ours are
 * calls within the process ({@link GroupRequests}). With TLS a peer is believed as itself only: a
 * certificate of the cluster's does not vote in another one's name.
 */
final class PeersOnly implements ServerInterceptor, GrpcServices.Customizer {
  private static final Logger LOG = LoggerFactory.getLogger(PeersOnly.class);

  private final Optional<RaftTls.Peers> peers;

  PeersOnly(Optional<RaftTls.Peers> peers) {
    this.peers = peers;
  }

  @Override
  public NettyServerBuilder customize(
      NettyServerBuilder builder, EnumSet<GrpcServices.Type> services) {
    return builder.intercept(this);
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    String service = call.getMethodDescriptor().getServiceName();
    if (!RaftServerProtocolServiceGrpc.SERVICE_NAME.equals(service)) {
      return refuse(call, Status.UNIMPLEMENTED, service + " is not offered here");
    }
    if (peers.isEmpty()) {
      return next.startCall(call, headers);
    }
    Optional<X509Certificate> shown = shown(call);
    if (shown.isEmpty()) {
      return refuse(call, Status.UNAUTHENTICATED, "a peer shows its certificate");
    }
    return new Checked<>(call, next.startCall(call, headers), peers.get(), shown.get());
  }

  /** Looks at every message before Ratis does. */
  private static final class Checked<A, B> extends SimpleForwardingServerCallListener<A> {
    private final ServerCall<A, B> call;
    private final RaftTls.Peers peers;
    private final X509Certificate shown;
    private boolean refused;

    Checked(
        ServerCall<A, B> call,
        ServerCall.Listener<A> next,
        RaftTls.Peers peers,
        X509Certificate shown) {
      super(next);
      this.call = call;
      this.peers = peers;
      this.shown = shown;
    }

    @Override
    public void onMessage(A message) {
      if (refused) {
        return;
      }
      Optional<String> why = peers.refuse(shown, sender(message));
      if (why.isEmpty()) {
        super.onMessage(message);
      } else {
        refused = true;
        refuse(call, Status.PERMISSION_DENIED, why.get());
        super.onCancel();
      }
    }

    @Override
    public void onHalfClose() {
      if (!refused) {
        super.onHalfClose();
      }
    }
  }

  /** The peer that a message says it is from; one of a kind that is new to us is from nobody. */
  private static String sender(Object message) {
    RaftRpcRequestProto request =
        switch (message) {
          case AppendEntriesRequestProto append -> append.getServerRequest();
          case RequestVoteRequestProto vote -> vote.getServerRequest();
          case InstallSnapshotRequestProto snapshot -> snapshot.getServerRequest();
          case StartLeaderElectionRequestProto start -> start.getServerRequest();
          case ReadIndexRequestProto read -> read.getServerRequest();
          default -> RaftRpcRequestProto.getDefaultInstance();
        };
    return request.getRequestorId().toStringUtf8();
  }

  private static Optional<X509Certificate> shown(ServerCall<?, ?> call) {
    SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    try {
      Certificate[] chain = session == null ? new Certificate[0] : session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate certificate
          ? Optional.of(certificate)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  private static <A, B> ServerCall.Listener<A> refuse(
      ServerCall<A, B> call, Status status, String why) {
    LOG.warn("refused {}: {}", call.getMethodDescriptor().getBareMethodName(), why);
    call.close(status.withDescription(why), new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
