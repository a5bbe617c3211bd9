package io.saksi.agent.access;

import io.grpc.Metadata;
import io.grpc.ServerInterceptor;
import io.saksi.agent.tls.Role;
import io.saksi.agent.tls.Transport;

/** What an agent shows to others, and asks of them. */
public final class Credentials {
  private final Transport transport;
  private final byte[] proof;

  /**
   * @param proof that it knows the cluster's secret; shown, and asked for, only where connections
   *     are plain
   */
  public Credentials(Transport transport, byte[] proof) {
    this.transport = transport;
    this.proof = proof.clone();
  }

  public static Credentials plain(byte[] proof) {
    return new Credentials(Transport.plain(), proof);
  }

  public Transport transport() {
    return transport;
  }

  /** What a call to another agent carries. */
  public Metadata headers() {
    Metadata headers = new Metadata();
    switch (transport) {
      case Transport.Plain _ -> headers.put(SecretGuard.PROOF, proof);
      case Transport.Tls _, Transport.Joining _ -> {
        // The connection says who it is, if anybody.
      }
    }
    return headers;
  }

  /** Lets agents through, each speaking for itself. */
  public ServerInterceptor agents() {
    return asks(Role.NODE);
  }

  /** Lets those through who may give orders; how much depends on the order. */
  public ServerInterceptor operators() {
    return asks(Role.VIEWER);
  }

  /** Lets those through who may look; without certificates that is everybody. */
  public ServerInterceptor viewers() {
    return switch (transport) {
      case Transport.Plain _ -> new Noted();
      case Transport.Tls _, Transport.Joining _ -> new CertificateGuard(Role.VIEWER);
    };
  }

  /** Asks nothing: what is called looks at what it was given. */
  public ServerInterceptor anybody() {
    return new Noted();
  }

  private ServerInterceptor asks(Role least) {
    return switch (transport) {
      case Transport.Plain _ -> new SecretGuard(proof);
      case Transport.Tls _, Transport.Joining _ -> new CertificateGuard(least);
    };
  }
}
