package io.saksi.agent.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A fake node behind a real server, with a well-behaved client and the means for others. */
final class Served implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);
  private final HttpServer server;
  private final int port;
  private final HttpClient client = HttpClient.newHttpClient();

  Served(FakeNode node, HttpLimits limits) throws Exception {
    server =
        HttpServer.start(
            new HttpServer.Place("127.0.0.1", 0, InetAddress::getByName, PATIENCE),
            node.source(),
            limits);
    port = server.port().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  Served(FakeNode node) throws Exception {
    this(node, HttpLimits.DEFAULT);
  }

  int port() {
    return port;
  }

  HttpResponse<String> ask(String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(PATIENCE)
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws Exception {
    return ask("GET", path);
  }

  int status(String path) throws Exception {
    return get(path).statusCode();
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
    return socket;
  }

  /** What comes back until the other end closes. */
  String raw(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return readAll(socket);
    }
  }

  static String readAll(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
