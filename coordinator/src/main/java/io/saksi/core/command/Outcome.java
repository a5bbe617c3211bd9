package io.saksi.core.command;

import io.saksi.core.state.ClusterState;

/**
 * What became of a command. A refusal is no failure: the state had moved on, and the next round
 * decides again.
 */
public sealed interface Outcome {
  /** The state after the command. */
  ClusterState state();

  record Applied(ClusterState state) implements Outcome {}

  /**
   * @param reason for people
   */
  record Refused(ClusterState state, String reason) implements Outcome {}
}
