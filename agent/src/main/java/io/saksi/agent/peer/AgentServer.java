package io.saksi.agent.peer;

import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.saksi.agent.access.Credentials;
import io.saksi.agent.access.Pace;
import io.saksi.core.model.Endpoint;
import io.saksi.proto.v1.PeerGrpc;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The port where an agent is reached, by other agents and by operators. */
public final class AgentServer implements AutoCloseable {
  static final int LARGEST_MESSAGE = 4 << 20;
  private static final Duration CLOSE_BOUND = Duration.ofSeconds(1);

  /** Far more than an agent, or who watches, has under way. */
  private static final int CALLS_PER_CONNECTION = 1_000;

  /** Calls that are begun and taken back at once cost the server alone (CVE-2023-44487). */
  private static final int RESETS_PER_SECOND = 200;

  /**
   * A report is parsed and becomes an event: it needs no thread of its own. All other calls may
   * block, and keep theirs.
   */
  private static final ServerCallExecutorSupplier REPORTS_ARE_BRIEF =
      new ServerCallExecutorSupplier() {
        @Override
        public <A, B> Executor getExecutor(ServerCall<A, B> call, Metadata headers) {
          boolean report = call.getMethodDescriptor().equals(PeerGrpc.getReportMethod());
          return report ? Runnable::run : null;
        }
      };

  private final Server server;
  private final HealthStatusManager health;

  private AgentServer(Server server, HealthStatusManager health) {
    this.server = server;
    this.health = health;
  }

  /**
   * Listens.
   *
   * @throws IOException if the address is taken or is not one of this host, saying so and what to
   *     do
   */
  public static AgentServer start(
      Endpoint listen,
      Credentials credentials,
      BindableService peers,
      BindableService admin,
      BindableService operators,
      Optional<BindableService> enrolment,
      ServerInterceptor callers)
      throws IOException {
    HealthStatusManager health = new HealthStatusManager();
    for (BindableService one : List.of(admin, operators)) {
      health.setStatus(
          one.bindService().getServiceDescriptor().getName(),
          HealthCheckResponse.ServingStatus.SERVING);
    }
    Pace pace = new Pace();
    NettyServerBuilder builder =
        credentials
            .transport()
            .on(NettyServerBuilder.forAddress(new InetSocketAddress(listen.host(), listen.port())))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .callExecutor(REPORTS_ARE_BRIEF)
            .maxInboundMessageSize(LARGEST_MESSAGE)
            .permitKeepAliveTime(1, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            // What connects and says nothing goes again.
            .handshakeTimeout(5, TimeUnit.SECONDS)
            .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
            .maxRstFramesPerWindow(RESETS_PER_SECOND, 1)
            .addService(ServerInterceptors.intercept(peers, credentials.agents()))
            // The last interceptor is the first to be asked: who has no proof gets no further.
            .addService(ServerInterceptors.intercept(admin, credentials.viewers(), pace))
            .addService(
                ServerInterceptors.intercept(operators, callers, credentials.operators(), pace))
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance());
    enrolment.ifPresent(service ->
        builder.addService(
            ServerInterceptors.intercept(service, callers, credentials.anybody(), pace)));
    Server server = builder.build();
    try {
      server.start();
    } catch (IOException e) {
      throw new IOException(
          "cannot listen at "
              + listen
              + " ("
              + (e.getCause() == null ? e.getMessage() : e.getCause().getMessage())
              + "); stop what uses that port (ss -ltnp shows it), or choose another with --listen",
          e);
    }
    return new AgentServer(server, health);
  }

  @Override
  public void close() {
    health.enterTerminalState();
    server.shutdownNow();
    try {
      if (!server.awaitTermination(CLOSE_BOUND.toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
