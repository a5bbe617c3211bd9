package io.saksi.core.model;

import java.util.regex.Pattern;

/**
 * A node's name: unique in its cluster, at most 40 lower-case letters, digits, {@code _} and {@code
 * -}, beginning with a letter. It is used in file names, in PostgreSQL's {@code application_name}
 * and (with {@code -} as {@code _}) in replication slots. A double underscore is refused: {@code
 * NAME__join} is the name of a standby that is not yet counted.
 */
public record NodeId(String name) implements Comparable<NodeId> {
  private static final Pattern VALID = Pattern.compile("[a-z][a-z0-9_-]{0,39}");

  /** Of what is no name: whoever sent it is told of it again, in a header. */
  private static final int LONGEST_TOLD = 80;

  private static final String JOINING_SUFFIX = "__join";

  public NodeId {
    if (!VALID.matcher(name).matches() || name.contains("__")) {
      throw new IllegalArgumentException(
          "'"
              + (name.length() <= LONGEST_TOLD ? name : name.substring(0, LONGEST_TOLD) + "…")
              + "' is no node name: use a to z, 0 to 9, '-' and single '_', a letter first, 40"
              + " characters at most");
    }
  }

  /**
   * The {@code application_name} under which a standby streams before it is counted for synchronous
   * commit.
   */
  public String joiningName() {
    return name + JOINING_SUFFIX;
  }

  /**
   * The physical replication slot of this node, present on every other node. Names that differ in
   * {@code -} and {@code _} alone share one: such a node is refused when it joins.
   */
  public String slotName() {
    return "saksi_" + name.replace('-', '_');
  }

  @Override
  public int compareTo(NodeId other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
