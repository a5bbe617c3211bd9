package io.saksi.property;

/** What has to hold for every value; says that it does not by throwing. */
@FunctionalInterface
public interface Law<T> {
  void check(T value) throws Exception;
}
