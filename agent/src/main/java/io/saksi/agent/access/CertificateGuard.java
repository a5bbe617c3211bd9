package io.saksi.agent.access;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.saksi.agent.tls.Identity;
import io.saksi.agent.tls.Role;
import java.util.Optional;

/** Lets through whose certificate says enough, and each message only if it may say that. */
final class CertificateGuard implements ServerInterceptor {
  private final Role least;

  CertificateGuard(Role least) {
    this.least = least;
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    Optional<Identity> shown = Shown.by(call);
    if (shown.isEmpty()) {
      return refuse(
          call,
          Status.UNAUTHENTICATED.withDescription(
              "show a certificate of this cluster (--tls-dir, SAKSI_TLS_DIR); an admin makes one:"
                  + " saksi certificate issue"));
    }
    Identity who = shown.get();
    if (!who.role().covers(least)) {
      return refuse(call, tooLittle(who, least));
    }
    Context context = Context.current().withValue(Shown.CALLER, who);
    return new Checked<>(call, Contexts.interceptCall(context, call, headers, next), who);
  }

  private static Status tooLittle(Identity who, Role needed) {
    return Status.PERMISSION_DENIED.withDescription(
        who + " may not do this; it takes the role '" + needed.word() + "'");
  }

  private static <A, B> ServerCall.Listener<A> refuse(ServerCall<A, B> call, Status status) {
    call.close(status, new Metadata());
    return new ServerCall.Listener<>() {};
  }

  /** Sees every message before the service does. */
  private static final class Checked<A> extends SimpleForwardingServerCallListener<A> {
    private final ServerCall<A, ?> call;
    private final Identity who;
    private boolean refused;

    Checked(ServerCall<A, ?> call, ServerCall.Listener<A> next, Identity who) {
      super(next);
      this.call = call;
      this.who = who;
    }

    @Override
    public void onMessage(A message) {
      if (refused) {
        return;
      }
      Optional<Status> objection = objection(message);
      if (objection.isEmpty()) {
        super.onMessage(message);
      } else {
        refused = true;
        call.close(objection.get(), new Metadata());
        super.onCancel();
      }
    }

    @Override
    public void onHalfClose() {
      if (!refused) {
        super.onHalfClose();
      }
    }

    private Optional<Status> objection(Object message) {
      Role needed = Needed.by(message);
      if (!who.role().covers(needed)) {
        return Optional.of(tooLittle(who, needed));
      }
      return Speaker.of(message)
          .filter(node -> !node.equals(who.name()))
          .map(node ->
              Status.PERMISSION_DENIED.withDescription(
                  "this is " + who + ", and speaks as node " + node));
    }
  }
}
