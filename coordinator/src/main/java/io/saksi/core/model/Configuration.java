package io.saksi.core.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What PostgreSQL is told on every node of the cluster: the version in force, and those before it.
 * No decision rests on it.
 *
 * @param versions oldest first; the last is in force; empty: nothing was ever set
 */
public record Configuration(List<Version> versions) {
  /** Older ones are forgotten: a rollback is for what was changed lately. */
  public static final int MOST = 30;

  public static final Configuration NONE = new Configuration(List.of());

  public Configuration {
    versions = List.copyOf(versions);
  }

  /**
   * One version.
   *
   * @param number 1 for the first, never used again
   * @param by who made it so, and why
   * @param at by the wall clock of the leader that took the order
   */
  public record Version(long number, Content content, Orders.By by, Instant at) {}

  /**
   * What it says.
   *
   * @param parameters of PostgreSQL, by name in lower case
   * @param rules lines of {@code pg_hba.conf}, in order
   */
  public record Content(Map<String, String> parameters, List<String> rules) {
    public static final Content EMPTY = new Content(Map.of(), List.of());

    public Content {
      parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
      rules = List.copyOf(rules);
    }

    /** Characters in all: what is kept of many versions is to stay small. */
    public int length() {
      int names = parameters.entrySet().stream().mapToInt(e -> e.getKey().length()).sum();
      int values = parameters.values().stream().mapToInt(String::length).sum();
      return names + values + rules.stream().mapToInt(String::length).sum();
    }
  }

  /** 0 where nothing was ever set. */
  public long number() {
    return versions.isEmpty() ? 0 : versions.getLast().number();
  }

  /** What is in force. */
  public Content content() {
    return versions.isEmpty() ? Content.EMPTY : versions.getLast().content();
  }

  /** Of a version that is remembered; version 0 says nothing. */
  public Optional<Content> content(long number) {
    return number == 0
        ? Optional.of(Content.EMPTY)
        : versions.stream().filter(v -> v.number() == number).map(Version::content).findFirst();
  }

  /** With one more, which is in force from here on. */
  public Configuration with(Content content, Orders.By by, Instant at) {
    List<Version> all = new ArrayList<>(versions);
    all.add(new Version(number() + 1, content, by, at));
    return new Configuration(all.subList(Math.max(0, all.size() - MOST), all.size()));
  }
}
