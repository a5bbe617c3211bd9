package io.saksi.agent.postgres;

import io.saksi.core.model.InstanceId;

/** What is where the data should be. */
public sealed interface DataDirectoryState {
  /** Nothing is there. */
  record Absent() implements DataDirectoryState {}

  record Empty() implements DataDirectoryState {}

  /** Something that this node's agent did not make. It is never touched. */
  record Foreign(String what) implements DataDirectoryState {}

  /** Ours and whole. */
  record Complete(InstanceId instance) implements DataDirectoryState {}

  /** An initdb or a clone that did not end. It is removed by the next one. */
  record HalfMade(String what) implements DataDirectoryState {}

  /** A rewind that did not end: only a new clone helps. */
  record HalfRewound() implements DataDirectoryState {}
}
