package io.saksi.agent.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.Optional;

/** A socket of a family that the JDK does not know: packets of a link, messages to the kernel. */
final class NativeSocket implements AutoCloseable {
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final short POLLIN = 1;

  private static final MethodHandle SOCKET = Libc.function("socket");
  private static final MethodHandle BIND = Libc.function("bind");
  private static final MethodHandle SEND = Libc.function("send");
  private static final MethodHandle RECV = Libc.function("recv");
  private static final MethodHandle POLL = Libc.function("poll");
  private static final MethodHandle SETSOCKOPT = Libc.function("setsockopt");
  private static final MethodHandle CLOSE = Libc.function("close");

  private final int descriptor;
  private boolean closed;

  private NativeSocket(int descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * @throws OsException where the kernel refuses
   */
  static NativeSocket open(int family, int type, int protocol, String needs) {
    int result = Libc.call(SOCKET, family, type | SOCK_CLOEXEC, protocol, 0, 0);
    if (result < 0) {
      throw refused("cannot open a socket", result, needs);
    }
    return new NativeSocket(result);
  }

  /**
   * @param needs what the user lacks where the kernel says that this is not permitted
   */
  static OsException refused(String what, int result, String needs) {
    boolean forbidden = result == -Libc.EPERM || result == -Libc.EACCES;
    return new OsException(
        forbidden ? what + ": " + needs + " is missing" : what + ": errno " + -result);
  }

  void bind(byte[] address) {
    int result = withBytes(address, at -> Libc.call(BIND, descriptor, at, address.length, 0, 0));
    if (result < 0) {
      throw new OsException("cannot bind a socket: errno " + -result);
    }
  }

  /** Level SOL_SOCKET; best effort where the result is not looked at. */
  int option(int name, byte[] value) {
    return withBytes(value, at -> Libc.call(SETSOCKOPT, descriptor, 1, name, at, value.length));
  }

  /** Returns the number of bytes, or minus the errno. A netlink message is carried out in here. */
  int send(byte[] message) {
    int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
    return withBytes(message, at -> Libc.call(SEND, descriptor, at, message.length, flags, 0));
  }

  /** Blocks, a platform thread; empty when nothing came in time. */
  Optional<byte[]> receive(int most, Duration bound) {
    if (!isReadable(bound)) {
      return Optional.empty();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(most, 8);
      int result = Libc.call(RECV, descriptor, buffer.address(), most, MSG_DONTWAIT, 0);
      if (result == -Libc.EAGAIN || result == -Libc.EINTR) {
        return Optional.empty();
      }
      if (result < 0) {
        throw new OsException("cannot read a socket: errno " + -result);
      }
      return Optional.of(buffer.asSlice(0, result).toArray(JAVA_BYTE));
    }
  }

  private boolean isReadable(Duration bound) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment poll = arena.allocate(8, 8);
      poll.set(JAVA_INT, 0, descriptor);
      poll.set(JAVA_SHORT, 4, POLLIN);
      return Libc.call(POLL, poll.address(), 1, bound.toMillis(), 0, 0) > 0;
    }
  }

  private interface Call {
    int with(long address);
  }

  private static int withBytes(byte[] bytes, Call call) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(Math.max(1, bytes.length), 8);
      MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, 0, bytes.length);
      return call.with(memory.address());
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      var _ = Libc.call(CLOSE, descriptor, 0, 0, 0, 0);
    }
  }
}
