package io.saksi.agent.tls;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/** How connections between agents, and to them, are made: encrypted and proven, or plain. */
public sealed interface Transport {
  /** Without encryption: for a network that nobody else is on. */
  record Plain() implements Transport {}

  /** TLS 1.3 (RFC 8446), both ends with a certificate. */
  record Tls(TlsKeys keys) implements Transport {}

  /** Of a node that is to join: it knows the cluster's authority, and has nothing to show yet. */
  record Joining(PinnedTrust trust) implements Transport {}

  static Transport plain() {
    return new Plain();
  }

  /**
   * Believes agents of this authority, and shows nothing.
   *
   * @param fingerprint of the authority, as {@link Fingerprint} writes it
   */
  static Transport joining(String fingerprint) {
    return new Joining(new PinnedTrust(fingerprint));
  }

  /**
   * With the certificates of a directory, or plain without one.
   *
   * @throws IOException if they cannot be used, with the remedy
   */
  static Transport of(Optional<Path> directory) throws IOException {
    return directory.isEmpty() ? plain() : new Tls(TlsKeys.load(new TlsFiles(directory.get())));
  }

  /** Whom the own certificate is for; empty where there is none. */
  default Optional<Identity> self() {
    return switch (this) {
      case Plain _, Joining _ -> Optional.empty();
      case Tls tls -> Optional.of(tls.keys().self());
    };
  }

  default NettyChannelBuilder on(NettyChannelBuilder channel) {
    return switch (this) {
      case Plain _ -> channel.usePlaintext();
      case Tls tls ->
          channel.sslContext(
              client(
                  SslContextBuilder.forClient().keyManager(tls.keys().keys()), tls.keys().trust()));
      case Joining joining ->
          channel.sslContext(client(SslContextBuilder.forClient(), joining.trust()));
    };
  }

  /**
   * Who shows no certificate gets as far as the services: each says what it asks for, and a node
   * that is to join has none yet.
   */
  default NettyServerBuilder on(NettyServerBuilder server) {
    return switch (this) {
      case Plain _ -> server;
      case Joining _ -> throw new IllegalStateException("who has no certificate serves nobody");
      case Tls tls -> server.sslContext(server(tls.keys()));
    };
  }

  private static SslContext client(SslContextBuilder builder, TrustManager trust) {
    try {
      return modern(builder).trustManager(trust).build();
    } catch (SSLException e) {
      throw new IllegalStateException("this JDK has no TLS 1.3", e);
    }
  }

  private static SslContext server(TlsKeys keys) {
    try {
      return modern(SslContextBuilder.forServer(keys.keys()))
          .trustManager(keys.trust())
          .clientAuth(ClientAuth.OPTIONAL)
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("this JDK has no TLS 1.3", e);
    }
  }

  private static SslContextBuilder modern(SslContextBuilder builder) {
    return GrpcSslContexts.configure(builder, SslProvider.JDK).protocols("TLSv1.3");
  }
}
