package io.saksi.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines and words; bytes are kept as they are, so that what is no UTF-8 stays none. */
final class TextShape implements Shape {
  private static final int MOST = 300_000;
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_]+|\\s+|.", Pattern.DOTALL);
  private static final Pattern PAIR =
      // Bounded: from every place of a long text without words it would look to the end.
      Pattern.compile(
          "\\W{0,64}\\w{1,400}(?:[ :=,;]{1,64}\\w{1,400})?", Pattern.UNICODE_CHARACTER_CLASS);

  private final List<String> vocabulary;

  TextShape(List<String> vocabulary) {
    this.vocabulary = List.copyOf(vocabulary);
  }

  @Override
  public byte[] damaged(byte[] input, byte[] other, SplittableRandom random) {
    if (random.nextInt(4) == 0) {
      return BYTES.damaged(input, other, random);
    }
    String text = new String(input, StandardCharsets.ISO_8859_1);
    String with = new String(other, StandardCharsets.ISO_8859_1);
    String damaged = random.nextInt(3) == 0 ? lines(text, with, random) : words(text, with, random);
    return damaged.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String lines(String text, String with, SplittableRandom random) {
    List<String> lines = new ArrayList<>(List.of(text.split("(?<=\n)", -1)));
    int at = random.nextInt(lines.size());
    List<String> others = List.of(with.split("(?<=\n)", -1));
    switch (random.nextInt(6)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(random.nextInt(lines.size() + 1), lines.get(at));
      case 2 -> Collections.swap(lines, at, random.nextInt(lines.size()));
      case 3 -> lines.set(at, others.get(random.nextInt(others.size())));
      case 4 -> lines.add(at, others.get(random.nextInt(others.size())));
      default -> lines.set(at, grown(lines.get(at), random));
    }
    return String.join("", lines);
  }

  private String words(String text, String with, SplittableRandom random) {
    List<String> words = split(WORD, text);
    if (words.isEmpty()) {
      return binary(Interesting.text(random));
    }
    int at = random.nextInt(words.size());
    String word = words.get(at);
    switch (random.nextInt(9)) {
      case 0 -> words.remove(at);
      case 1, 2 -> words.set(at, binary(Interesting.bytes(Interesting.numeral(random))));
      case 3 -> words.set(at, binary(Interesting.text(random)));
      case 4 -> words.add(at, binary(Interesting.text(random)));
      case 5 -> words.set(at, own(word, random));
      case 6 -> words.add(at, own(word, random));
      case 7 -> {
        List<String> others = split(WORD, with);
        words.set(at, others.isEmpty() ? "" : others.get(random.nextInt(others.size())));
      }
      default -> words.set(at, grown(word, random));
    }
    return random.nextInt(20) == 0 ? grownPart(text, random) : String.join("", words);
  }

  private String own(String word, SplittableRandom random) {
    return vocabulary.isEmpty()
        ? word.toUpperCase(java.util.Locale.ROOT)
        : binary(Interesting.bytes(vocabulary.get(random.nextInt(vocabulary.size()))));
  }

  /** Some words and what stands before them, very often: where an expression is one of many. */
  private static String grownPart(String text, SplittableRandom random) {
    List<String> parts = split(PAIR, text);
    if (parts.isEmpty()) {
      return text;
    }
    int at = random.nextInt(parts.size());
    parts.set(at, grown(parts.get(at), random));
    return String.join("", parts);
  }

  private static String grown(String part, SplittableRandom random) {
    int times = 1 << random.nextInt(1, random.nextInt(6) == 0 ? 18 : 7);
    return part.isEmpty() ? part : part.repeat(Math.max(1, Math.min(times, MOST / part.length())));
  }

  private static List<String> split(Pattern by, String text) {
    List<String> parts = new ArrayList<>();
    Matcher matcher = by.matcher(text);
    while (matcher.find()) {
      parts.add(matcher.group());
    }
    return parts;
  }

  private static String binary(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
