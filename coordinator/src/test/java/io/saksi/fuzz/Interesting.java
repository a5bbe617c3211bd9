package io.saksi.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/** Values at which parsers break. */
final class Interesting {
  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    2,
    7,
    8,
    127,
    128,
    255,
    256,
    65_535,
    65_536,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 31,
    1L << 32,
    (1L << 32) - 1,
    1L << 53,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Long.MAX_VALUE - 1,
    Long.MAX_VALUE / 1_000_000,
    Long.MAX_VALUE / 1_000,
  };

  private static final List<String> NUMERALS =
      List.of(
          "",
          "-",
          "+",
          "+1",
          "-0",
          "007",
          "1.5",
          "1e9",
          "0x10",
          "NaN",
          "１２",
          "٣",
          " 1",
          "1 ",
          "9223372036854775808",
          "18446744073709551616",
          "-9223372036854775809",
          "4294967296",
          "9".repeat(30),
          "9".repeat(400));

  private static final List<byte[]> TEXTS =
      List.of(
          new byte[0],
          new byte[] {0},
          new byte[] {(byte) 0xC3, 0x28},
          new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
          new byte[] {(byte) 0xF8, (byte) 0x88, (byte) 0x80, (byte) 0x80, (byte) 0x80},
          new byte[] {(byte) 0xC0, (byte) 0x80},
          new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF},
          new byte[] {0x1B, '[', '2', 'J'},
          bytes("\r\n"),
          bytes("\n"),
          bytes("\r"),
          bytes("\t"),
          bytes("\u2028"),
          bytes("\u0085"),
          bytes("\u00A0"),
          bytes("\uFEFF"),
          bytes("😀"),
          bytes("é́"),
          bytes("%s%n%d"),
          bytes("%00"),
          bytes("../../etc/passwd"),
          bytes("\\"),
          bytes("'"),
          bytes("\""));

  private Interesting() {}

  static long number(SplittableRandom random) {
    long one = NUMBERS[random.nextInt(NUMBERS.length)];
    return switch (random.nextInt(4)) {
      case 0 -> one + random.nextInt(-2, 3);
      case 1 -> random.nextLong();
      default -> one;
    };
  }

  static String numeral(SplittableRandom random) {
    return random.nextInt(3) == 0
        ? NUMERALS.get(random.nextInt(NUMERALS.size()))
        : Long.toString(number(random));
  }

  static byte[] text(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> bytes("x".repeat(length(random)));
      default -> TEXTS.get(random.nextInt(TEXTS.size())).clone();
    };
  }

  /** Around where bounds are, and sometimes far beyond all of them. */
  static int length(SplittableRandom random) {
    int[] bounds = {1, 40, 64, 255, 256, 2_000, 4_096, 10_000, 16_384, 65_536};
    int bound = bounds[random.nextInt(bounds.length)];
    return random.nextInt(60) == 0 ? 200_000 : bound + random.nextInt(-1, 2);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
