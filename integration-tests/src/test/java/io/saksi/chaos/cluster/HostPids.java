package io.saksi.chaos.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A node's own processes, without PostgreSQL's, as numbered on this machine. */
public final class HostPids {
  private HostPids() {}

  /** Guard, deputy and agent; fewer while one of them is not there. */
  public static List<String> ofSaksi(Node node) {
    String[][] processes =
        Engine.client()
            .topContainerCmd(node.container())
            .withPsArgs("-eo pid,comm")
            .exec()
            .getProcesses();
    List<String> pids = new ArrayList<>();
    for (String[] process : processes) {
      boolean ours = Arrays.stream(process).skip(1).anyMatch(name -> name.startsWith("saksi"));
      if (ours) {
        pids.add(process[0]);
      }
    }
    return pids;
  }
}
