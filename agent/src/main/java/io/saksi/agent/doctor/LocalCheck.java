package io.saksi.agent.doctor;

import java.io.IOException;
import java.util.List;

/** Looks at one thing of this machine, or of the node on it. */
public interface LocalCheck {
  /** For people, after "looks at". */
  String subject();

  /** Whether it needs to know the agent's settings. */
  boolean needsSettings();

  /**
   * May block for the disk; changes nothing that stays.
   *
   * @throws IOException if it cannot be found out; that is said, and is no finding
   */
  List<Finding> examine(Place place) throws IOException;
}
