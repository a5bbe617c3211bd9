package io.saksi.agent.peer;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The socket for operators on this host. Only root and the agent's own user may open it, and both
 * may do anything to the node anyway; so nothing else is asked of them, and no key is needed at 3
 * a.m.
 */
public final class LocalServer implements AutoCloseable {
  private final Server server;
  private final EventLoopGroup loop;
  private final Path socket;

  private LocalServer(Server server, EventLoopGroup loop, Path socket) {
    this.server = server;
    this.loop = loop;
    this.socket = socket;
  }

  /**
   * Listens.
   *
   * @param socket in a directory that only the agent's user may enter; what a dead agent left there
   *     is replaced
   * @throws IOException if it cannot be made
   */
  public static LocalServer start(
      Path socket, BindableService admin, BindableService operators, ServerInterceptor callers)
      throws IOException {
    Files.deleteIfExists(socket);
    EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(1, LocalServer::thread, NioIoHandler.newFactory());
    Server server =
        NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .channelType(NioServerDomainSocketChannel.class)
            .bossEventLoopGroup(loop)
            .workerEventLoopGroup(loop)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .maxInboundMessageSize(AgentServer.LARGEST_MESSAGE)
            .permitKeepAliveTime(1, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addService(admin)
            .addService(ServerInterceptors.intercept(operators, callers))
            .addService(ProtoReflectionServiceV1.newInstance())
            .build();
    try {
      server.start();
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      server.shutdownNow();
      var _ = loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
      throw new IOException("cannot listen at " + socket + ": " + e.getMessage(), e);
    }
    return new LocalServer(server, loop, socket);
  }

  private static Thread thread(Runnable task) {
    return Thread.ofPlatform().daemon().name("saksi-local").unstarted(task);
  }

  @Override
  public void close() {
    server.shutdownNow();
    var _ = loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
    try {
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      // The next agent replaces it.
      return;
    }
  }
}
