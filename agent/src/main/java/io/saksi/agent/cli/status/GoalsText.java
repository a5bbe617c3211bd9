package io.saksi.agent.cli.status;

import io.saksi.agent.cli.PlainText;
import io.saksi.proto.v1.Prospect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the cluster could meet its RTO and RPO now, where they are set. */
final class GoalsText {
  private GoalsText() {}

  static Optional<String> of(Prospect prospect) {
    List<String> goals = new ArrayList<>();
    if (prospect.hasRtoMs()) {
      goals.add(
          "RTO "
              + Units.age(prospect.getRtoMs())
              + " "
              + word(prospect.getRto())
              + because(prospect.getRtoGroundsList()));
    }
    if (prospect.hasRpoBytes() || prospect.hasRpoMs()) {
      goals.add(
          "RPO "
              + (prospect.hasRpoMs()
                  ? Units.age(prospect.getRpoMs())
                  : Units.bytes(prospect.getRpoBytes()))
              + " "
              + word(prospect.getRpo())
              + because(prospect.getRpoGroundsList()));
    }
    return goals.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", goals));
  }

  static String word(Prospect.Verdict verdict) {
    return switch (verdict) {
      case VERDICT_UNSET -> "unset";
      case VERDICT_MET -> "met";
      case VERDICT_MISSED -> "missed";
      case VERDICT_UNKNOWN, VERDICT_UNSPECIFIED, UNRECOGNIZED -> "unknown";
    };
  }

  /** The first ground says it all in a few words; the others are in the JSON. */
  private static String because(List<String> grounds) {
    return grounds.isEmpty() ? "" : " (" + PlainText.of(grounds.getFirst()) + ")";
  }
}
