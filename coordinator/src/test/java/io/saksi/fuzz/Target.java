package io.saksi.fuzz;

import io.saksi.property.Draw;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A parser to be fuzzed.
 *
 * @param name {@code package.what}; unique
 * @param valid inputs that are taken as they are
 * @param shape how they are damaged, beside the ways that fit any bytes
 * @param refusals what it may throw; each with words
 * @param forgives whether it takes everything, and makes the best of it
 * @param cost how many times as long as most it takes; a campaign gives it as much less to do
 */
public record Target(
    String name,
    Draw<byte[]> valid,
    Shape shape,
    Set<Class<? extends Throwable>> refusals,
    boolean forgives,
    int cost,
    Trial trial) {
  private static final Trial NONE =
      _ -> {
        throw new IllegalStateException("a target without a trial");
      };

  public Target {
    refusals = Set.copyOf(refusals);
  }

  /** Of bytes without a form. */
  public static Target of(String name, Draw<byte[]> valid) {
    return new Target(name, valid, Shape.BYTES, Set.of(), false, 1, NONE);
  }

  /** Of text. */
  public static Target ofText(String name, Draw<String> valid) {
    return of(name, valid.map(text -> text.getBytes(StandardCharsets.UTF_8))).shaped(Shape.text());
  }

  public Target shaped(Shape as) {
    return new Target(name, valid, as, refusals, forgives, cost, trial);
  }

  /** This class and what is below it, beside those that were named before. */
  public Target refusesBy(Class<? extends Throwable> declared) {
    Set<Class<? extends Throwable>> all = new LinkedHashSet<>(refusals);
    all.add(declared);
    return new Target(name, valid, shape, all, forgives, cost, trial);
  }

  /** It has no refusal: what it does not understand is left out, or means nothing yet. */
  public Target forgiving() {
    return new Target(name, valid, shape, refusals, true, cost, trial);
  }

  public Target costing(int times) {
    return new Target(name, valid, shape, refusals, forgives, times, trial);
  }

  public Target tried(Trial by) {
    return new Target(name, valid, shape, refusals, forgives, cost, by);
  }

  @Override
  public String toString() {
    return name;
  }

  boolean isRefusal(Throwable thrown) {
    return refusals.stream().anyMatch(declared -> declared.isInstance(thrown));
  }
}
