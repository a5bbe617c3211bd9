package io.saksi.agent.router;

import io.netty.buffer.Unpooled;
import io.saksi.agent.http.HttpTargets;
import io.saksi.fuzz.Shape;
import io.saksi.fuzz.Target;
import io.saksi.fuzz.Trial;
import io.saksi.property.Draw;
import io.saksi.proto.v1.ClusterStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A client's first packets, a backend's first answers, what both say then, and the agents. */
public final class RouterTargets {
  private RouterTargets() {}

  public static List<Target> all() {
    return List.of(
        Target.of("router.greeting", greetings())
            .refusesBy(Greeting.MalformedPacket.class)
            .tried(RouterTargets::greeting),
        Target.of("router.answer", answers()).forgiving().tried(RouterTargets::answer),
        Target.of("router.error", errors().map(ErrorResponse::encode))
            .refusesBy(IOException.class)
            .tried(Trial.roundTrip(RouterTargets::error, ErrorResponse::encode)),
        Target.of("router.dialogue", dialogues()).forgiving().tried(RouterTargets::dialogue),
        Target.of("router.topology", HttpTargets.statuses())
            .shaped(Shape.PROTOBUF)
            .refusesBy(IllegalArgumentException.class)
            .refusesBy(IOException.class)
            .costing(4)
            .tried(RouterTargets::topology));
  }

  private static Draw<byte[]> greetings() {
    byte[] ssl = packet(Greeting.SSL_REQUEST);
    byte[] startup = packet(3 << 16, "user\0app\0database\0shop\0\0");
    byte[] hello = new byte[60];
    hello[0] = 0x16;
    hello[1] = 3;
    hello[4] = 55;
    return Draw.of(
        startup,
        joined(ssl, startup),
        joined(packet(Greeting.GSS_REQUEST), joined(ssl, startup)),
        ssl,
        packet(Greeting.CANCEL_REQUEST, "pid4key4"),
        hello);
  }

  private static byte[] packet(int code, String... body) {
    byte[] bytes = String.join("", body).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + bytes.length)
        .putInt(8 + bytes.length)
        .putInt(code)
        .put(bytes)
        .array();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(first);
    all.writeBytes(second);
    return all.toByteArray();
  }

  /** However the bytes are cut on their way, they are the same packets. */
  private static void greeting(byte[] input) throws Greeting.MalformedPacket {
    List<ClientPacket> whole = packets(input, input.length + 1);
    List<ClientPacket> inPieces = packets(input, 1 + input.length % 7);
    if (!whole.equals(inPieces)) {
      throw new AssertionError(whole + " in one piece, " + inPieces + " in several");
    }
  }

  private static List<ClientPacket> packets(byte[] input, int piece)
      throws Greeting.MalformedPacket {
    List<ClientPacket> packets = new ArrayList<>();
    Greeting greeting = new Greeting();
    for (int at = 0; at < input.length && !greeting.isFull(); at += piece) {
      greeting.append(Unpooled.wrappedBuffer(input, at, Math.min(piece, input.length - at)));
      Optional<ClientPacket> next = greeting.first();
      while (next.isPresent() && next.get() instanceof ClientPacket.EncryptionRequest asked) {
        packets.add(asked);
        greeting.drop(asked);
        next = greeting.first();
      }
      if (next.isPresent()) {
        if (next.get() instanceof ClientPacket.Cancel cancel) {
          new CancelKeys().find(cancel.key());
        }
        packets.add(next.get());
        return packets;
      }
    }
    return packets;
  }

  private static Draw<ErrorResponse> errors() {
    return Draw.of(
        ErrorResponse.fatal("57P03", "the database system is starting up", "", "wait"),
        ErrorResponse.fatal("28000", "no pg_hba.conf entry", "äöü €", "ClientAuthentication"),
        Refusals.parted());
  }

  private static ErrorResponse error(byte[] input) throws IOException {
    ErrorResponse error =
        ErrorResponse.decode(input).orElseThrow(() -> new IOException("no error"));
    if (error.summary().isBlank() && error.isClosedGate()) {
      throw new AssertionError("a closed gate without a word");
    }
    return error;
  }

  private static Draw<byte[]> answers() {
    byte[] negotiation = {'v', 0, 0, 0, 12, 0, 3, 0, 0, 0, 0, 0, 0};
    byte[] begun = {'R', 0, 0, 0, 8, 0, 0, 0, 0, 'S', 0, 0, 0, 8, 'a', 0, 'b', 0};
    return Draw.oneOf(
        List.of(
            errors().map(ErrorResponse::encode),
            errors().map(error -> joined(negotiation, error.encode())),
            errors().map(error -> joined(begun, error.encode())),
            Draw.of(new byte[] {'R', 0, 0, 0, 8, 0, 0, 0, 5}, negotiation, new byte[] {'N'})));
  }

  /** Once it can be told, what comes after does not change it. */
  private static void answer(byte[] input) {
    ClientPacket startup = new ClientPacket.Startup(ByteBuffer.wrap(packet(3 << 16)));
    FirstAnswer whole = FirstAnswer.judge(startup, input);
    FirstAnswer before = FirstAnswer.judge(startup, Arrays.copyOf(input, input.length / 2));
    if (!(before instanceof FirstAnswer.Incomplete) && !before.equals(whole)) {
      throw new AssertionError(before + ", and with more bytes " + whole);
    }
    ClientPacket asked = new ClientPacket.EncryptionRequest(ByteBuffer.wrap(packet(3 << 16)));
    if (FirstAnswer.judge(asked, input) == null) {
      throw new AssertionError("no judgement");
    }
  }

  private static Draw<byte[]> dialogues() {
    byte[] key = {'K', 0, 0, 0, 12, 0, 0, 0, 1, 0, 0, 0, 2};
    byte[] ready = {'Z', 0, 0, 0, 5, 'I'};
    byte[] query = {'Q', 0, 0, 0, 13, 'S', 'E', 'L', 'E', 'C', 'T', ' ', '1', 0};
    byte[] parse = {'P', 0, 0, 0, 6, 0, 0, 'S', 0, 0, 0, 4};
    return Draw.of(joined(key, ready), joined(query, ready), joined(parse, ready), ready);
  }

  /** However the bytes are cut on their way, the session is at rest or it is not. */
  private static void dialogue(byte[] input) {
    if (!said(input, input.length + 1).equals(said(input, 1 + input.length % 5))) {
      throw new AssertionError("it depends on how the bytes are cut");
    }
  }

  private static List<Object> said(byte[] input, int piece) {
    Set<ByteBuffer> keys = new HashSet<>();
    Dialogue dialogue = new Dialogue(keys::add);
    for (int at = 0; at < input.length; at += piece) {
      dialogue.fromBackend(Unpooled.wrappedBuffer(input, at, Math.min(piece, input.length - at)));
    }
    boolean rest = dialogue.isAtRest();
    for (int at = 0; at < input.length; at += piece) {
      dialogue.fromClient(Unpooled.wrappedBuffer(input, at, Math.min(piece, input.length - at)));
    }
    return List.of(keys, rest, dialogue.isAtRest());
  }

  /** Nobody is led to a place that is none, nor anywhere that did not say its gate is open. */
  private static void topology(byte[] input) throws IOException {
    ClusterStatus status = ClusterStatus.parseFrom(input);
    Topology topology = WatchedTopology.of(status);
    if (WatchedTopology.knowsOfTheGate(status)
        && topology.primary().isPresent()
        && !status.getReign().getOpen()) {
      throw new AssertionError("a primary without an open reign");
    }
  }
}
