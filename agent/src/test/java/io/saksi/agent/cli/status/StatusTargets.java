package io.saksi.agent.cli.status;

import io.saksi.agent.cli.AgentAddress;
import io.saksi.agent.cli.Terminal;
import io.saksi.agent.http.HttpTargets;
import io.saksi.fuzz.Shape;
import io.saksi.fuzz.Target;
import io.saksi.proto.v1.ClusterStatus;
import java.io.IOException;
import java.util.List;

/** What an agent answers, as it is shown to people and programs. */
public final class StatusTargets {
  private static final Terminal NARROW = new Terminal(60, false, false);

  private StatusTargets() {}

  public static List<Target> all() {
    return List.of(
        Target.of("cli.status", HttpTargets.statuses())
            .shaped(Shape.PROTOBUF)
            .refusesBy(IOException.class)
            .costing(10)
            .tried(StatusTargets::show));
  }

  private static void show(byte[] in) throws IOException {
    ClusterStatus status = ClusterStatus.parseFrom(in);
    StatusAnswer answer = new StatusAnswer(AgentAddress.parse("10.0.0.1"), status);
    String text = StatusText.of(answer, NARROW);
    String json = StatusJson.of(answer);
    boolean controlled = text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n');
    if (controlled || json.isBlank()) {
      throw new AssertionError("a terminal would obey: " + text);
    }
  }
}
