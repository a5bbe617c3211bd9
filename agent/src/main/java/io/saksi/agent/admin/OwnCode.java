package io.saksi.agent.admin;

/**
 * What an agent finds out about its own PostgreSQL, beside what the core's catalogue has; the same
 * codes, with the same advice, are in {@code docs/postgresql.md}.
 */
enum OwnCode {
  SETTING_OVERRIDDEN(
      "nothing if it is gone 20 s later; find who sets it, for he does it again. By command line:"
          + " let only the agent start PostgreSQL"),
  RESTART_PENDING("restart PostgreSQL at a quiet time"),
  CONFIGURATION_OVERRIDDEN(
      "take it out of user.conf or ALTER SYSTEM RESET it, unless this node is meant to differ"),
  CONFIGURATION_REFUSED(
      "see PostgreSQL's log for why; saksi config rollback or set, then restart PostgreSQL"),
  CONFIGURATION_BEHIND("nothing if it is gone 10 s later; else see PostgreSQL's log"),
  COMMITS_DO_NOT_WAIT(
      "ALTER ROLE (or DATABASE) ... RESET synchronous_commit, unless that is meant: its commits can"
          + " be lost"),
  SLOT_RETAINS_WAL("look at who should read it; drop it if nobody does"),
  SLOT_LOST("its consumer has to start anew"),
  ARCHIVER_FAILING("see PostgreSQL's log for why"),
  DIVERGENCE_KEPT("saksi divergence show; remove it when you are done"),
  BALLAST_RELEASED("make room");

  private final String remedy;

  OwnCode(String remedy) {
    this.remedy = remedy;
  }

  String remedy() {
    return remedy;
  }
}
