package io.saksi.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/** Knows a form, and so how to damage what has it without the first byte giving it away. */
@FunctionalInterface
public interface Shape {
  /** No form: bits, lengths, cuts and splices. */
  Shape BYTES = new ByteShape();

  /** Protobuf: fields doubled, lost, nested, of another type, out of range, too long. */
  Shape PROTOBUF = new ProtoShape();

  /** Words of eight bytes in the machine's order. */
  Shape WORDS = new WordShape();

  /**
   * @param input is not changed
   * @param other another valid input, to be spliced in
   */
  byte[] damaged(byte[] input, byte[] other, SplittableRandom random);

  /**
   * Text of lines and words.
   *
   * @param words that mean something to the parser
   */
  static Shape text(String... words) {
    return new TextShape(List.of(words));
  }
}
