package io.saksi.property;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Draws values of one kind. The same random source gives the same value. */
@FunctionalInterface
public interface Draw<T> {
  T from(SplittableRandom random);

  default <R> Draw<R> map(Function<? super T, ? extends R> to) {
    return random -> to.apply(from(random));
  }

  default <U, R> Draw<R> with(Draw<U> other, BiFunction<? super T, ? super U, ? extends R> to) {
    return random -> to.apply(from(random), other.from(random));
  }

  /** Empty in one of four cases. */
  default Draw<Optional<T>> optional() {
    return random -> random.nextInt(4) == 0 ? Optional.empty() : Optional.of(from(random));
  }

  default Draw<List<T>> list(int least, int most) {
    return random -> {
      List<T> values = new ArrayList<>();
      for (int left = random.nextInt(least, most + 1); left > 0; left--) {
        values.add(from(random));
      }
      return values;
    };
  }

  /** Fewer where the same is drawn twice. */
  default Draw<Set<T>> set(int most) {
    return list(0, most).map(LinkedHashSet::new);
  }

  /** Fewer where the same key is drawn twice. */
  static <K, V> Draw<Map<K, V>> map(Draw<K> keys, Draw<V> values, int most) {
    return random -> {
      Map<K, V> drawn = new TreeMap<>();
      keys.list(0, most).from(random).forEach(key -> drawn.put(key, values.from(random)));
      return drawn;
    };
  }

  @SafeVarargs
  static <T> Draw<T> of(T... values) {
    return random -> values[random.nextInt(values.length)];
  }

  static <T> Draw<T> oneOf(List<? extends Draw<? extends T>> kinds) {
    return random -> kinds.get(random.nextInt(kinds.size())).from(random);
  }

  /** Any long; in one of four cases one where arithmetic goes wrong. */
  static Draw<Long> longs() {
    return longs(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** Both ends included, and drawn more often than others; so are small numbers and 0. */
  static Draw<Long> longs(long least, long most) {
    return random ->
        switch (random.nextInt(16)) {
          case 0 -> least;
          case 1 -> most;
          case 2 -> Math.clamp(0L, least, most);
          case 3 -> Math.clamp(random.nextLong(-3, 4), least, most);
          case 4, 5, 6, 7 -> Math.clamp(random.nextLong(1 << 16), least, most);
          default ->
              most == Long.MAX_VALUE ? unbounded(random, least) : random.nextLong(least, most + 1);
        };
  }

  private static long unbounded(SplittableRandom random, long least) {
    return least == Long.MIN_VALUE ? random.nextLong() : random.nextLong(least, Long.MAX_VALUE);
  }

  static Draw<Integer> ints(int least, int most) {
    return longs(least, most).map(Math::toIntExact);
  }

  static Draw<String> strings(String alphabet, int least, int most) {
    return random -> {
      int length = random.nextInt(least, most + 1);
      StringBuilder text = new StringBuilder(length);
      for (int i = 0; i < length; i++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      return text.toString();
    };
  }

  static Draw<byte[]> bytes(int most) {
    return random -> {
      byte[] bytes = new byte[random.nextInt(most + 1)];
      random.nextBytes(bytes);
      return bytes;
    };
  }
}
