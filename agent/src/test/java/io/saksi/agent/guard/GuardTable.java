package io.saksi.agent.guard;

import java.util.Arrays;
import java.util.List;

/** The guard's options as rows of the reference: option, whether it is needed, meaning. */
public final class GuardTable {
  private GuardTable() {}

  public static List<List<String>> rows() {
    return Arrays.stream(GuardOption.values())
        .map(o -> List.of(o.toString(), o.isNeeded() ? "needed" : "", o.meaning()))
        .toList();
  }
}
