package io.saksi.agent.cli.incident;

import com.google.gson.stream.JsonWriter;
import io.saksi.agent.cli.PlainText;
import io.saksi.agent.cli.order.OperationJson;
import io.saksi.agent.cli.status.Units;
import io.saksi.proto.v1.HistoryView;
import io.saksi.proto.v1.IncidentRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is said of the goals and of what did not keep to them. */
final class KeptText {
  private static final int MOST = 5;

  private KeptText() {}

  static Optional<String> rto(GoalsKept kept, Instant now) {
    if (!kept.goals().hasRtoMs()) {
      return Optional.empty();
    }
    List<Gap> gaps = kept.tooLong();
    return Optional.of(
        Lengths.of(kept.goals().getRtoMs())
            + ", "
            + (gaps.isEmpty()
                ? "met by every outage"
                : "missed by "
                    + listed(
                        gaps.stream()
                            .map(gap ->
                                name(gap.incident())
                                    + " ("
                                    + (gap.exact() ? "" : "~")
                                    + Lengths.of(gap.millis(now))
                                    + (gap.isPlanned() ? ", planned)" : ")"))
                            .toList())));
  }

  static Optional<String> rpo(GoalsKept kept) {
    if (!GoalsKept.hasRpo(kept.goals())) {
      return Optional.empty();
    }
    String goal =
        kept.goals().hasRpoMs()
            ? Lengths.of(kept.goals().getRpoMs())
            : Units.bytes(kept.goals().getRpoBytes());
    String missed =
        kept.lostTooMuch().isEmpty() ? "" : "missed by " + incidents(kept.lostTooMuch());
    String doubt =
        kept.lossUnknown().isEmpty() ? "" : "not known of " + incidents(kept.lossUnknown());
    String all =
        Stream.of(missed, doubt).filter(text -> !text.isEmpty()).collect(Collectors.joining("; "));
    return Optional.of(goal + ", " + (all.isEmpty() ? "met by every incident" : all));
  }

  private static String incidents(List<IncidentRecord> incidents) {
    return listed(
        incidents.stream()
            .map(i -> name(i.getNumber()) + " (" + PlainText.of(Phrases.loss(i)) + ")")
            .toList());
  }

  private static String name(long incident) {
    return incident == 0 ? "one that lasts" : "incident " + Long.toUnsignedString(incident);
  }

  /** The newest ones: a report of a year may have hundreds. */
  private static String listed(List<String> all) {
    int more = Math.max(0, all.size() - MOST);
    return String.join(", ", all.subList(more, all.size()))
        + (more == 0 ? "" : " and " + more + " before");
  }

  static void json(JsonWriter json, GoalsKept kept, Instant now) throws IOException {
    HistoryView goals = kept.goals();
    OperationJson.number(json, "rto_ms", goals.hasRtoMs(), goals.getRtoMs());
    json.name("longer_than_rto").beginArray();
    for (Gap gap : kept.tooLong()) {
      json.beginObject();
      OperationJson.number(json, "incident", gap.incident() != 0, gap.incident());
      json.name("from").value(gap.from().toString());
      json.name("duration_ms").value(gap.millis(now));
      json.name("planned").value(gap.isPlanned());
      json.endObject();
    }
    json.endArray();
    OperationJson.number(json, "rpo_bytes", goals.hasRpoBytes(), goals.getRpoBytes());
    OperationJson.number(json, "rpo_ms", goals.hasRpoMs(), goals.getRpoMs());
    numbers(json, "lost_more_than_rpo", kept.lostTooMuch());
    numbers(json, "loss_not_known", kept.lossUnknown());
  }

  private static void numbers(JsonWriter json, String name, List<IncidentRecord> incidents)
      throws IOException {
    json.name(name).beginArray();
    for (IncidentRecord incident : incidents) {
      json.value(incident.getNumber());
    }
    json.endArray();
  }
}
