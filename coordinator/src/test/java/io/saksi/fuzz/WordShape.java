package io.saksi.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/** Words of eight bytes: one becomes another number, or another word's. */
final class WordShape implements Shape {
  @Override
  public byte[] damaged(byte[] input, byte[] other, SplittableRandom random) {
    int words = input.length / Long.BYTES;
    if (words == 0 || random.nextInt(8) == 0) {
      return BYTES.damaged(input, other, random);
    }
    ByteBuffer all = ByteBuffer.wrap(input.clone()).order(ByteOrder.nativeOrder());
    int at = word(all, words, random);
    long value =
        random.nextInt(4) == 0
            ? all.getLong(random.nextInt(words) * Long.BYTES)
            : Interesting.number(random);
    all.putLong(at, value);
    return all.array();
  }

  /** Mostly one that says something: a page is nearly empty. */
  private static int word(ByteBuffer all, int words, SplittableRandom random) {
    int at = random.nextInt(words);
    for (int tries = 0; tries < 100 && all.getLong(at * Long.BYTES) == 0; tries++) {
      at = random.nextInt(Math.min(words, 64));
    }
    return at * Long.BYTES;
  }
}
