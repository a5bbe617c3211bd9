package io.saksi.agent.access;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.security.MessageDigest;

/** Lets only those speak as agents who know the cluster's secret. */
final class SecretGuard implements ServerInterceptor {
  static final Metadata.Key<byte[]> PROOF =
      Metadata.Key.of("saksi-proof-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private final byte[] expected;

  SecretGuard(byte[] expected) {
    this.expected = expected.clone();
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    byte[] proof = headers.get(PROOF);
    if (proof != null && MessageDigest.isEqual(expected, proof)) {
      return next.startCall(call, headers);
    }
    call.close(
        Status.UNAUTHENTICATED.withDescription(
            "this agent's cluster has another name or another secret; correct --cluster or --seed,"
                + " or give every node of the cluster the same --secret-file"),
        new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
