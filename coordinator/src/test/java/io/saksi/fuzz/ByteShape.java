package io.saksi.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Damage that any bytes can take. */
final class ByteShape implements Shape {
  @Override
  public byte[] damaged(byte[] input, byte[] other, SplittableRandom random) {
    byte[] bytes = input.clone();
    if (bytes.length == 0) {
      return Interesting.text(random);
    }
    return switch (random.nextInt(11)) {
      case 0, 1 -> bitsFlipped(bytes, random);
      case 2 -> byteSet(bytes, random);
      case 3 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 4 -> numberSet(bytes, random);
      case 5 -> cutOut(bytes, random);
      case 6 -> repeated(bytes, random);
      case 7 -> inserted(bytes, Interesting.text(random), random);
      case 8 -> inserted(bytes, noise(random), random);
      case 9 -> spliced(bytes, other, random);
      default -> Arrays.copyOf(bytes, bytes.length + random.nextInt(1, 40));
    };
  }

  private static byte[] bitsFlipped(byte[] bytes, SplittableRandom random) {
    for (int left = random.nextInt(1, 4); left > 0; left--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private static byte[] byteSet(byte[] bytes, SplittableRandom random) {
    int[] values = {0, 0xFF, 0x7F, 0x80, '\n', ' ', random.nextInt(256)};
    bytes[random.nextInt(bytes.length)] = (byte) values[random.nextInt(values.length)];
    return bytes;
  }

  /** As a length or a count stands in binary forms: of 1, 2, 4 or 8 bytes, in either order. */
  private static byte[] numberSet(byte[] bytes, SplittableRandom random) {
    int size = Math.min(bytes.length, 1 << random.nextInt(4));
    int at = random.nextInt(bytes.length - size + 1);
    long number = Interesting.number(random);
    boolean bigEndian = random.nextBoolean();
    for (int i = 0; i < size; i++) {
      bytes[at + (bigEndian ? size - 1 - i : i)] = (byte) (number >>> (8 * i));
    }
    return bytes;
  }

  private static byte[] cutOut(byte[] bytes, SplittableRandom random) {
    int from = random.nextInt(bytes.length);
    int to = random.nextInt(from, bytes.length) + 1;
    return joined(Arrays.copyOf(bytes, from), Arrays.copyOfRange(bytes, to, bytes.length));
  }

  private static byte[] repeated(byte[] bytes, SplittableRandom random) {
    int from = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, from + random.nextInt(1, 64));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(bytes, 0, to);
    for (int left = random.nextInt(1, 20); left > 0; left--) {
      all.write(bytes, from, to - from);
    }
    all.write(bytes, to, bytes.length - to);
    return all.toByteArray();
  }

  private static byte[] noise(SplittableRandom random) {
    byte[] noise = new byte[random.nextInt(1, 40)];
    random.nextBytes(noise);
    return noise;
  }

  private static byte[] inserted(byte[] bytes, byte[] more, SplittableRandom random) {
    int at = random.nextInt(bytes.length + 1);
    return joined(
        joined(Arrays.copyOf(bytes, at), more), Arrays.copyOfRange(bytes, at, bytes.length));
  }

  private static byte[] spliced(byte[] bytes, byte[] other, SplittableRandom random) {
    int from = random.nextInt(other.length + 1);
    return joined(
        Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)),
        Arrays.copyOfRange(other, from, other.length));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }
}
