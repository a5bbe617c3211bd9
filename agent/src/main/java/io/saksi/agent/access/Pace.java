package io.saksi.agent.access;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Bounds how often operators, routers and monitoring may call: a script that asks without end must
 * not take the processor from the renewals on which service depends. Agents among themselves are
 * not counted: their calls are those renewals.
 */
public final class Pace implements ServerInterceptor {
  /** Far more than people, routers and monitoring of a large cluster need. */
  static final int EACH_PER_SECOND = 200;

  static final int EACH_AT_ONCE = 400;
  private static final int ALL_PER_SECOND = 1_000;
  private static final int ALL_AT_ONCE = 2_000;
  private static final int MOST_ADDRESSES = 1_024;

  private final LongSupplier nanoTime;
  private final Allowance all;
  private final Map<InetAddress, Allowance> each =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Allowance> eldest) {
          return size() > MOST_ADDRESSES;
        }
      };

  public Pace() {
    this(System::nanoTime);
  }

  Pace(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    all = new Allowance(ALL_PER_SECOND, ALL_AT_ONCE, nanoTime.getAsLong());
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    if (isTaken(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR))) {
      return next.startCall(call, headers);
    }
    call.close(
        Status.RESOURCE_EXHAUSTED.withDescription(
            "too many calls from this address: an agent answers "
                + EACH_PER_SECOND
                + " a second; ask less often, or use the watch stream"),
        new Metadata());
    return new ServerCall.Listener<>() {};
  }

  /** Its own allowance first: who has none left takes nothing from the others. */
  boolean isTaken(SocketAddress from) {
    long now = nanoTime.getAsLong();
    return of(from, now).take(now) && all.take(now);
  }

  private Allowance of(SocketAddress from, long now) {
    InetAddress address =
        from instanceof InetSocketAddress internet
            ? internet.getAddress()
            : InetAddress.getLoopbackAddress();
    synchronized (each) {
      return each.computeIfAbsent(address, _ -> new Allowance(EACH_PER_SECOND, EACH_AT_ONCE, now));
    }
  }
}
