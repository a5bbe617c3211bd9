package io.saksi.agent.access;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/** Lets everybody through, and notes who it is where that was shown. */
final class Noted implements ServerInterceptor {
  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    Context context =
        Shown.by(call)
            .map(who -> Context.current().withValue(Shown.CALLER, who))
            .orElseGet(Context::current);
    return Contexts.interceptCall(context, call, headers, next);
  }
}
