package io.saksi.core.model;

/**
 * A cluster's name, for people, and its identity: the UUID of its Raft group, made once, at its
 * founding.
 */
public record ClusterId(String name, String id) {
  @Override
  public String toString() {
    return name + " (" + id + ")";
  }
}
