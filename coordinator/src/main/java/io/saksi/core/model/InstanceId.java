package io.saksi.core.model;

/**
 * The random identity of a data directory, new at every initdb, clone, rewind, restore and
 * adoption. A position counts only together with the instance that Raft has on record for its node:
 * a disk that was replaced does not speak for the old one.
 */
public record InstanceId(String value) {
  public InstanceId {
    if (value.isEmpty() || value.length() > 64) {
      throw new IllegalArgumentException("an instance id has 1 to 64 characters");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
