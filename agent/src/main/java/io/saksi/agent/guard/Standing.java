package io.saksi.agent.guard;

import io.saksi.agent.os.OwnEntry;
import io.saksi.agent.os.OwnProcess;

/** What a process of the guard's asks for, to be there when the machine is at its worst. */
final class Standing {
  /** Never: a guard that memory pressure ends protects from nothing. */
  private static final int OOM_SCORE = -1000;

  private Standing() {}

  /** Best effort, each refusal said with its remedy. The name is what ps shows. */
  static void take(String name, GuardLog log) {
    OwnEntry.rename(name);
    log.say(
        OwnEntry.oomScore(OOM_SCORE)
            ? "is not ended when memory runs out"
            : "may be ended when memory runs out: start it with OOMScoreAdjust=-1000, or grant"
                + " CAP_SYS_RESOURCE");
    log.say(
        OwnProcess.lockMemory()
            ? "its memory is locked"
            : "may not lock its memory: start it with LimitMEMLOCK=infinity, or grant"
                + " CAP_IPC_LOCK");
  }
}
