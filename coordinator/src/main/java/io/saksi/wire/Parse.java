package io.saksi.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** From parts of messages to values, each refusal with the way to the field. */
final class Parse {
  private Parse() {}

  /** The decoder of one kind of message. */
  interface Part<W, D> {
    D decode(W wire) throws MalformedMessage;
  }

  static <W extends Message> W bytes(String what, Parser<W> parser, byte[] bytes, int most)
      throws MalformedMessage {
    if (bytes.length > most) {
      throw new MalformedMessage(what, bytes.length + " bytes are more than " + most);
    }
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedMessage(what, "damaged: " + e.getMessage(), e);
    }
  }

  /** A value whose own constructor says what is wrong with it. */
  static <D> D checked(String field, Supplier<D> make) throws MalformedMessage {
    try {
      return make.get();
    } catch (IllegalArgumentException e) {
      throw new MalformedMessage(field, String.valueOf(e.getMessage()), e);
    }
  }

  static void require(boolean condition, String field, String reason) throws MalformedMessage {
    if (!condition) {
      throw new MalformedMessage(field, reason);
    }
  }

  static <W, D> D part(String field, W wire, Part<W, D> decoder) throws MalformedMessage {
    try {
      return decoder.decode(wire);
    } catch (MalformedMessage e) {
      throw e.within(field);
    }
  }

  static <W, D> D required(String field, boolean has, W wire, Part<W, D> decoder)
      throws MalformedMessage {
    require(has, field, "missing");
    return part(field, wire, decoder);
  }

  static <W, D> Optional<D> optional(String field, boolean has, W wire, Part<W, D> decoder)
      throws MalformedMessage {
    return has ? Optional.of(part(field, wire, decoder)) : Optional.empty();
  }

  static <W, D> List<D> list(String field, List<W> wire, int most, Part<W, D> decoder)
      throws MalformedMessage {
    require(wire.size() <= most, field, wire.size() + " elements are more than " + most);
    List<D> values = new ArrayList<>(wire.size());
    for (W element : wire) {
      values.add(part(field + "[" + values.size() + "]", element, decoder));
    }
    return values;
  }

  /** Values by their key; one key twice is refused. */
  static <K extends Comparable<K>, V> Map<K, V> byKey(
      String field, List<V> values, Function<V, K> key) throws MalformedMessage {
    Map<K, V> map = new TreeMap<>();
    for (V value : values) {
      require(map.put(key.apply(value), value) == null, field, key.apply(value) + " twice");
    }
    return map;
  }
}
