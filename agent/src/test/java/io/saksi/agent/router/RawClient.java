package io.saksi.agent.router;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that says what it wants, byte by byte, in PostgreSQL's protocol 3.0. */
final class RawClient implements AutoCloseable {
  private static final int PROTOCOL_3_0 = 196_608;
  private static final int TIMEOUT_MS = 20_000;

  private final Socket socket;
  private final DataInputStream in;

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MS);
    in = new DataInputStream(socket.getInputStream());
  }

  /** Connected as the user app, with nothing under way. */
  static RawClient started(int port) throws IOException {
    RawClient client = new RawClient(port);
    byte[] words = "user\0app\0database\0postgres\0\0".getBytes(StandardCharsets.US_ASCII);
    client.send(
        ByteBuffer.allocate(8 + words.length)
            .putInt(8 + words.length)
            .putInt(PROTOCOL_3_0)
            .put(words)
            .array());
    client.until('Z');
    return client;
  }

  static byte[] message(char type, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(5 + bytes.length)
        .put((byte) type)
        .putInt(4 + bytes.length)
        .put(bytes)
        .array();
  }

  static byte[] query(String sql) {
    return message('Q', sql + "\0");
  }

  void send(byte[]... pieces) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      all.writeBytes(piece);
    }
    socket.getOutputStream().write(all.toByteArray());
  }

  /** What comes up to the end of the first message of this type, each as its letter and body. */
  List<String> until(char type) throws IOException {
    List<String> messages = new ArrayList<>();
    do {
      messages.add(next());
    } while (messages.getLast().charAt(0) != type);
    return messages;
  }

  private String next() throws IOException {
    char type = (char) in.readUnsignedByte();
    byte[] body = in.readNBytes(in.readInt() - 4);
    return type + new String(body, StandardCharsets.ISO_8859_1);
  }

  /** What comes up to the end of the connection. */
  List<String> untilItEnds() throws IOException {
    List<String> messages = new ArrayList<>();
    try {
      while (true) {
        messages.add(next());
      }
    } catch (EOFException e) {
      return messages;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
