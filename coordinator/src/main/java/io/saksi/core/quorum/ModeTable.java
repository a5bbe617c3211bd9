package io.saksi.core.quorum;

import io.saksi.core.model.Mode;
import java.util.Arrays;
import java.util.List;

/**
 * Which change of roles is possible in which mode (design, section 6), as {@code saksi mode} shows
 * it. Not asked by what decides: a test holds every cell against that.
 */
public final class ModeTable {
  private ModeTable() {}

  /** Whether somebody is promoted without an operator's word. */
  public enum Automatic {
    /** Only who has every acknowledged commit. */
    WITHOUT_LOSS,
    NEVER,
    /** If a bound on lag was set, and only who is within it. */
    WITHIN_THE_BOUND
  }

  /** When an operator may force one. */
  public enum Forced {
    /** The primary is not heard. */
    PRIMARY_GONE,
    /** And nobody is promoted by itself. */
    NOBODY_ELIGIBLE,
    /** As the first; as the second where a bound on lag was set. */
    NOBODY_WITHIN_THE_BOUND
  }

  /** Whom a commit waits for. */
  public enum Waits {
    FOR_THE_SYNC_SET,
    FOR_NOBODY
  }

  /** A planned switchover is possible in every mode: its target has caught up before it leads. */
  public record Row(Mode mode, Waits commits, Automatic automatic, Forced forced) {}

  public static List<Row> rows() {
    return Arrays.stream(Mode.values()).map(ModeTable::row).toList();
  }

  private static Row row(Mode mode) {
    return switch (mode) {
      case SYNC_AUTO ->
          new Row(mode, Waits.FOR_THE_SYNC_SET, Automatic.WITHOUT_LOSS, Forced.NOBODY_ELIGIBLE);
      case SYNC_MANUAL ->
          new Row(mode, Waits.FOR_THE_SYNC_SET, Automatic.NEVER, Forced.PRIMARY_GONE);
      case ASYNC ->
          new Row(
              mode, Waits.FOR_NOBODY, Automatic.WITHIN_THE_BOUND, Forced.NOBODY_WITHIN_THE_BOUND);
    };
  }
}
