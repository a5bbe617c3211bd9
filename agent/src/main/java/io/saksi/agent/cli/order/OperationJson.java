package io.saksi.agent.cli.order;

import com.google.gson.FormattingStyle;
import com.google.gson.stream.JsonWriter;
import io.saksi.agent.cli.status.Units;
import io.saksi.proto.v1.Obstacle;
import io.saksi.proto.v1.Operation;
import io.saksi.proto.v1.OrderPreview;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/** Operations and previews for programs: names are a promise ({@code docs/commands.md}). */
public final class OperationJson {
  private OperationJson() {}

  /** Writes one JSON value. */
  public interface Body {
    void write(JsonWriter json) throws IOException;
  }

  public static String text(Body body) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setFormattingStyle(FormattingStyle.PRETTY);
      json.setSerializeNulls(true);
      body.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  static String of(Story story) {
    Operation operation = story.last();
    return text(json -> {
      json.beginObject();
      json.name("key").value(operation.getKey());
      json.name("what").value(operation.getWhat());
      json.name("state").value(state(operation.getState()));
      json.name("phase").value(operation.getPhase());
      json.name("outcome").value(operation.getOutcome().isEmpty() ? null : operation.getOutcome());
      json.name("epoch").value(operation.getEpoch());
      json.name("state_version").value(operation.getStateVersion());
      json.name("failover_lsn")
          .value(operation.hasFailoverLsn() ? Units.lsn(operation.getFailoverLsn()) : null);
      number(json, "predicted_ms", operation.hasPredictedMs(), operation.getPredictedMs());
      number(json, "outage_ms", operation.hasOutageMs(), operation.getOutageMs());
      json.name("phases").beginArray();
      for (Story.Phase phase : story.phases()) {
        json.beginObject();
        json.name("phase").value(phase.name());
        json.name("begun_after_ms").value(phase.sinceMillis());
        json.endObject();
      }
      json.endArray();
      json.endObject();
    });
  }

  private static String state(Operation.State state) {
    return state.name().substring("STATE_".length()).toLowerCase(Locale.ROOT);
  }

  static String of(OrderPreview preview) {
    return text(json -> {
      json.beginObject();
      json.name("what").value(preview.getWhat());
      json.name("target").value(preview.getTarget());
      json.name("possible").value(preview.getImpossibleCount() == 0);
      json.name("impossible");
      obstacles(json, preview.getImpossibleList());
      json.name("obstacles");
      obstacles(json, preview.getObstaclesList());
      number(json, "loss_bytes", preview.hasLossBytes(), preview.getLossBytes());
      number(json, "predicted_ms", preview.hasPredictedMs(), preview.getPredictedMs());
      json.name("prediction").beginArray();
      for (String ground : preview.getPredictionList()) {
        json.value(ground);
      }
      json.endArray();
      json.name("state_version").value(preview.getStateVersion());
      json.endObject();
    });
  }

  /** Null where it is not known. */
  public static void number(JsonWriter json, String name, boolean known, long value)
      throws IOException {
    json.name(name);
    if (known) {
      json.value(value);
    } else {
      json.nullValue();
    }
  }

  private static void obstacles(JsonWriter json, List<Obstacle> obstacles) throws IOException {
    json.beginArray();
    for (Obstacle obstacle : obstacles) {
      json.beginObject();
      json.name("code").value(obstacle.getCode());
      json.name("text").value(obstacle.getText());
      json.name("remedy").value(obstacle.getRemedy());
      json.endObject();
    }
    json.endArray();
  }
}
