package io.saksi.agent.os;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Questions and orders to the kernel, netlink(7): each on a socket of its own, answered before the
 * call returns. The kernel may make a change wait for another one (the rtnl lock), so the caller is
 * a thread that may wait.
 */
final class Netlink {
  static final int ROUTE = 0;
  static final int SOCK_DIAG = 4;

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int REQUEST = 1;
  private static final int ACK = 4;
  private static final int DUMP = 0x300;
  private static final int ERROR = 2;
  private static final int DONE = 3;
  private static final int HEADER = 16;
  private static final int LARGEST_ANSWER = 1 << 16;
  private static final Duration ANSWER_BOUND = Duration.ofSeconds(2);

  private Netlink() {}

  /** A message from the kernel, without its header; in the machine's byte order. */
  record Message(int type, ByteBuffer body) {}

  /** Returns 0, or minus the errno. */
  static int order(int protocol, int type, int flags, byte[] body) {
    try (NativeSocket socket = open(protocol)) {
      send(socket, type, REQUEST | ACK | flags, body);
      for (Message message : receive(socket)) {
        if (message.type() == ERROR) {
          return message.body().getInt(0);
        }
      }
      throw new OsException("the kernel did not answer a netlink message of type " + type);
    }
  }

  static List<Message> dump(int protocol, int type, byte[] body) {
    try (NativeSocket socket = open(protocol)) {
      send(socket, type, REQUEST | DUMP, body);
      List<Message> all = new ArrayList<>();
      while (true) {
        for (Message message : receive(socket)) {
          if (message.type() == ERROR) {
            throw new OsException("the kernel refuses: errno " + -message.body().getInt(0));
          }
          if (message.type() == DONE) {
            return all;
          }
          all.add(message);
        }
      }
    }
  }

  private static NativeSocket open(int protocol) {
    return NativeSocket.open(AF_NETLINK, SOCK_RAW, protocol, "access to netlink");
  }

  private static void send(NativeSocket socket, int type, int flags, byte[] body) {
    ByteBuffer message = allocate(HEADER + body.length);
    message.putInt(HEADER + body.length);
    message.putShort((short) type).putShort((short) flags).putInt(1).putInt(0).put(body);
    int result = socket.send(bytes(message));
    if (result < 0) {
      throw new OsException("cannot ask the kernel: errno " + -result);
    }
  }

  private static List<Message> receive(NativeSocket socket) {
    Optional<byte[]> answer = socket.receive(LARGEST_ANSWER, ANSWER_BOUND);
    if (answer.isEmpty()) {
      throw new OsException("the kernel did not answer a netlink message in time");
    }
    return split(answer.get());
  }

  static List<Message> split(byte[] answer) {
    ByteBuffer all = ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder());
    List<Message> messages = new ArrayList<>();
    int at = 0;
    while (at + HEADER <= answer.length) {
      int length = all.getInt(at);
      if (length < HEADER || length > answer.length - at) {
        throw new OsException("half a netlink message");
      }
      ByteBuffer body = all.slice(at + HEADER, length - HEADER).order(ByteOrder.nativeOrder());
      messages.add(new Message(all.getShort(at + 4), body));
      at += aligned(length);
    }
    return messages;
  }

  static ByteBuffer allocate(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
  }

  /** All of it, however far it was filled. */
  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.get(0, bytes);
    return bytes;
  }

  static int aligned(int length) {
    return (length + 3) & ~3;
  }
}
