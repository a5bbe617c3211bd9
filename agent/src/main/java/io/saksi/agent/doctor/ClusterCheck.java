package io.saksi.agent.doctor;

import java.util.List;

/** Looks at one thing of the cluster as its agents tell it. */
public interface ClusterCheck {
  /** For people, after "looks at". */
  String subject();

  List<Finding> examine(Cluster cluster);
}
