package io.saksi.agent.access;

import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.ServerCall;
import io.saksi.agent.tls.Identity;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Whose certificate a connection showed. That it is valid, TLS found out. */
public final class Shown {
  static final Context.Key<Identity> CALLER = Context.key("saksi-caller");

  private Shown() {}

  /** Of the call that is being answered; empty without certificates. */
  public static Optional<Identity> now() {
    return Optional.ofNullable(CALLER.get());
  }

  static Optional<Identity> by(ServerCall<?, ?> call) {
    SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    if (session == null) {
      return Optional.empty();
    }
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain[0] instanceof X509Certificate own ? Identity.of(own) : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }
}
