package io.saksi.agent.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.saksi.agent.admin.StatusBuilder;
import io.saksi.fuzz.Shape;
import io.saksi.fuzz.Target;
import io.saksi.property.Draw;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What comes to the HTTP port. */
public final class HttpTargets {
  private static final Set<String> STATUSES =
      Set.of("200", "400", "404", "405", "413", "414", "431", "503");

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
  private static final List<String> PATHS =
      List.of(
          "/primary",
          "/replica?lag=16MB&replication_state=streaming&tag_zone=rack2",
          "/readiness?lag=1048576&mode=write",
          "/cluster",
          "/history",
          "/liveness",
          "/nowhere%20?a=b&a=c;d");

  private HttpTargets() {}

  public static List<Target> all() {
    return List.of(
        Target.ofText("http.request", requests())
            .shaped(
                Shape.text(
                    "GET ",
                    "POST",
                    "HTTP/1.1",
                    "HTTP/0.9",
                    "\r\n\r\n",
                    "Content-Length: 5\r\n",
                    "Content-Length: -1\r\n",
                    "Content-Length: x\r\n",
                    "Transfer-Encoding: chunked\r\n",
                    "Connection: keep-alive\r\n",
                    "Expect: 100-continue\r\n",
                    "Upgrade: h2c\r\n",
                    "?lag=",
                    "%zz"))
            .forgiving()
            .costing(20)
            .tried(HttpTargets::request),
        Target.ofText("http.query", Draw.of(PATHS.toArray(String[]::new)))
            .shaped(Shape.text("&", "=", "%", "lag=", "mode=", "tag_", "1TB", "999999999TB"))
            .refusesBy(IllegalArgumentException.class)
            .tried(in -> query(new String(in, StandardCharsets.UTF_8))));
  }

  /** Statuses as agents answer with. */
  public static Draw<byte[]> statuses() {
    return random -> {
      FakeNode node =
          switch (random.nextInt(4)) {
            case 0 -> FakeNode.openPrimary();
            case 1 -> FakeNode.standby(Cluster.B, random.nextInt(1 << 20));
            case 2 -> FakeNode.standby(Cluster.C, 0);
            default -> FakeNode.witness();
          };
      return new StatusBuilder(node).build().toByteArray();
    };
  }

  private static Draw<String> requests() {
    return random -> {
      StringBuilder all = new StringBuilder();
      for (int left = random.nextInt(1, 4); left > 0; left--) {
        all.append(List.of("GET", "HEAD", "OPTIONS").get(random.nextInt(3)))
            .append(' ')
            .append(PATHS.get(random.nextInt(PATHS.size())))
            .append(" HTTP/1.1\r\nHost: a:8008\r\nUser-Agent: probe\r\n")
            .append(left == 1 ? "Connection: close\r\n\r\n" : "\r\n");
      }
      return all.toString();
    };
  }

  private static void query(String uri) {
    Query query = Query.parse(uri);
    if (query.lag().isPresent() && query.lag().getAsLong() < 0) {
      throw new AssertionError("a negative lag");
    }
  }

  /** Every answer has a status that is meant, and the bytes may come in any pieces. */
  private static void request(byte[] input) {
    List<String> whole = kinds(answered(input, input.length + 1));
    List<String> inPieces = kinds(answered(input, 1 + input.length % 11));
    if (!whole.equals(inPieces)) {
      throw new AssertionError(whole + " in one piece, " + inPieces + " in several");
    }
  }

  /** Of a line that is too long, and none, one or the other is seen first. */
  private static List<String> kinds(List<String> statuses) {
    return statuses.stream().map(one -> one.startsWith("4") ? "4" : one).toList();
  }

  private static List<String> answered(byte[] input, int piece) {
    Traffic traffic = new Traffic();
    Patience patience = new Patience(HttpLimits.DEFAULT, new Seats(8, traffic));
    Pages pages = new Pages(FakeNode.standby(Cluster.B, 100).source(), null);
    HttpDecoderConfig strict =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(HttpLimits.DEFAULT.requestLine())
            .setMaxHeaderSize(HttpLimits.DEFAULT.headers());
    HalfClosable channel =
        new HalfClosable(
            patience,
            new HttpServerCodec(strict),
            new Conversation(pages::answer, patience, traffic));
    StringBuilder said = new StringBuilder();
    for (int at = 0; at < input.length && channel.isOpen(); at += piece) {
      channel.writeInbound(Unpooled.wrappedBuffer(input, at, Math.min(piece, input.length - at)));
      take(channel, said);
    }
    channel.finish();
    take(channel, said);
    channel.checkException();
    List<String> statuses = STATUS.matcher(said).results().map(found -> found.group(1)).toList();
    if (!STATUSES.containsAll(statuses)) {
      throw new AssertionError("answered with " + statuses);
    }
    return statuses;
  }

  private static void take(HalfClosable channel, StringBuilder said) {
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      said.append(out.toString(StandardCharsets.ISO_8859_1));
      out.release();
    }
  }
}
