package io.saksi.agent.postgres;

/**
 * The steps by which a node comes back, in their order. A crash after any of them is resumed: what
 * is on disk then says how ({@link DataDirectoryState}, the salvage, {@code saksi.lacks-wal}).
 */
public enum RejoinStep {
  ORPHANS_ENDED("ended what an earlier agent left"),
  SOURCE_READY("the source has a checkpoint on its timeline"),
  SALVAGING("saving WAL"),
  SALVAGED("saved WAL"),
  REPORTED("reported what the history lacks"),
  KEPT("kept a copy of the data directory"),
  RECOVERED("recovered"),
  NAMED("learnt the names of relations"),
  MARKED("about to rewind"),
  REWINDING("rewinding"),
  REWOUND("verifying the rewind"),
  SIGNALLED("made a standby"),
  FINISHED("rewound"),
  CLONE_CHECKED("the source can be cloned"),
  CLONE_BEGUN("cloning"),
  COPYING("cloning"),
  COPIED("copied"),
  IDENTIFIED("made a new instance"),
  MOVED_ASIDE("moved the old data directory aside"),
  MOVED_IN("moved the clone in"),
  CLONED("cloned"),
  LAUNCHED("fetching WAL of the primary"),
  CAUGHT_UP("has its WAL");

  private final String phrase;

  RejoinStep(String phrase) {
    this.phrase = phrase;
  }

  /** For people, as a clause. */
  public String phrase() {
    return phrase;
  }
}
