package io.saksi.wire;

import com.google.protobuf.ProtocolMessageEnum;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The values that are a number or a text on the wire. */
final class Scalars {
  /** Ten years. Nothing that Saksi waits for is longer. */
  static final Duration LONGEST = Duration.ofDays(3653);

  private Scalars() {}

  static NodeId node(String field, String name) throws MalformedMessage {
    // Checked here as well, so that a huge name is not repeated in the refusal.
    String bounded = name(field, name, Bounds.MAX_NAME);
    return Parse.checked(field, () -> new NodeId(bounded));
  }

  static Optional<NodeId> node(String field, boolean has, String name) throws MalformedMessage {
    return has ? Optional.of(node(field, name)) : Optional.empty();
  }

  static Set<NodeId> nodes(String field, List<String> names) throws MalformedMessage {
    List<NodeId> nodes = Parse.list(field, names, Bounds.MAX_NODES, name -> node("node", name));
    return Parse.byKey(field, nodes, node -> node).keySet();
  }

  static List<String> sorted(Collection<NodeId> nodes) {
    return new TreeSet<>(nodes).stream().map(NodeId::name).toList();
  }

  static Optional<InstanceId> instance(String field, boolean has, String id)
      throws MalformedMessage {
    return has ? Optional.of(instance(field, id)) : Optional.empty();
  }

  static InstanceId instance(String field, String id) throws MalformedMessage {
    String bounded = name(field, id, Bounds.MAX_NAME);
    return Parse.checked(field, () -> new InstanceId(bounded));
  }

  static Epoch epoch(String field, long number) throws MalformedMessage {
    return Parse.checked(field, () -> new Epoch(number));
  }

  static Lsn lsn(String field, boolean has, long value) throws MalformedMessage {
    Parse.require(has, field, "missing");
    return new Lsn(value);
  }

  static Optional<Lsn> lsn(boolean has, long value) {
    return has ? Optional.of(new Lsn(value)) : Optional.empty();
  }

  static long count(String field, long value) throws MalformedMessage {
    Parse.require(value >= 0, field, "out of range: " + Long.toUnsignedString(value));
    return value;
  }

  static int count(String field, int value) throws MalformedMessage {
    Parse.require(value >= 0, field, "out of range: " + Integer.toUnsignedString(value));
    return value;
  }

  static Duration length(String field, long nanos) throws MalformedMessage {
    Parse.require(
        nanos >= 0 && nanos <= LONGEST.toNanos(), field, "no length of time: " + nanos + " ns");
    return Duration.ofNanos(nanos);
  }

  /**
   * @throws IllegalArgumentException if the length is negative or beyond {@link #LONGEST}: whoever
   *     made it should have refused it
   */
  static long nanos(Duration length) {
    if (length.isNegative() || length.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "a length of time is between 0 and ten years, not " + length);
    }
    return length.toNanos();
  }

  /** Something that is there, can be printed on one line, and is not huge. */
  static String name(String field, String text, int most) throws MalformedMessage {
    Parse.require(!text.isEmpty(), field, "missing");
    Parse.require(text.length() <= most, field, "longer than " + most + " characters");
    Parse.require(
        text.codePoints().noneMatch(Character::isISOControl), field, "has a control character");
    return text;
  }

  static String text(String field, String text) throws MalformedMessage {
    Parse.require(
        text.length() <= Bounds.MAX_TEXT, field, "longer than " + Bounds.MAX_TEXT + " characters");
    return text;
  }

  /** A text for people, as long as it may be. */
  static String clipped(String text) {
    if (text.length() <= Bounds.MAX_TEXT) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(Bounds.MAX_TEXT - 1));
    return text.substring(0, splits ? Bounds.MAX_TEXT - 1 : Bounds.MAX_TEXT);
  }

  /** An enum that was not set, or set to a value that only a newer Saksi knows. */
  static MalformedMessage unknown(String field, ProtocolMessageEnum value) {
    return new MalformedMessage(field, "missing, or unknown to this version: " + value);
  }

  /** A choice that was not made, or is one that only a newer Saksi knows. */
  static MalformedMessage noCase(String field) {
    return new MalformedMessage(field, "missing, or unknown to this version");
  }
}
