package io.saksi.agent.operate;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.saksi.agent.access.Shown;
import io.saksi.agent.peer.Channels;
import io.saksi.agent.tls.Role;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Where a call comes from: the connection's other end, or what the agent says that passed it on.
 */
public final class CallerAddress implements ServerInterceptor {
  private static final Context.Key<String> FROM = Context.key("saksi-from");
  private static final Context.Key<Boolean> PASSED_ON = Context.key("saksi-passed-on");
  private static final int LONGEST = 100;

  public static String current() {
    String from = FROM.get();
    return from == null ? "unknown" : from;
  }

  static boolean wasPassedOn() {
    return Boolean.TRUE.equals(PASSED_ON.get());
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    String said = believed(headers.get(Channels.PASSED_ON_FROM));
    SocketAddress peer = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    String from = said == null ? seen(peer) : said.substring(0, Math.min(LONGEST, said.length()));
    Context context = Context.current().withValues(FROM, from, PASSED_ON, said != null);
    return Contexts.interceptCall(context, call, headers, next);
  }

  /** Where callers show who they are, only an agent passes on what others said. */
  private static String believed(String said) {
    boolean operator = Shown.now().filter(who -> who.role() != Role.NODE).isPresent();
    return operator ? null : said;
  }

  /** With the holder of the certificate, where there is one: that was proven, not said. */
  private static String seen(SocketAddress peer) {
    return words(peer) + Shown.now().map(who -> " (" + who + ")").orElse("");
  }

  private static String words(SocketAddress peer) {
    return peer instanceof InetSocketAddress address
        ? address.getAddress().getHostAddress()
        : "this host";
  }
}
