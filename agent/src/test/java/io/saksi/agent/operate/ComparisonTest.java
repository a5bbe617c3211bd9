package io.saksi.agent.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.NodeId;
import io.saksi.proto.v1.InspectReply;
import io.saksi.proto.v1.Obstacle;
import io.saksi.proto.v1.Slot;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the target has not, and the primary's clients count on. */
class ComparisonTest {
  private static final NodeId B = new NodeId("b");

  private static InspectReply.Builder node() {
    return InspectReply.newBuilder()
        .putLimits("max_connections", 100)
        .putSettings("wal_level", "replica")
        .putSettings("archive_mode", "off")
        .putSettings("shared_preload_libraries", "");
  }

  private static Slot.Builder logical(String name) {
    return Slot.newBuilder().setName(name).setLogical(true).setWhat("pgoutput in shop");
  }

  private static List<String> found(InspectReply.Builder primary, InspectReply.Builder standby) {
    return Comparison.of(B, primary.build(), standby.build()).stream()
        .map(o -> o.getCode() + ": " + o.getText())
        .toList();
  }

  @Test
  void equalNodesHaveNothingAgainstThem() {
    InspectReply.Builder own = node().addSlots(Slot.newBuilder().setName("saksi_b"));
    assertThat(found(own, node())).isEmpty();
  }

  @Test
  void everySmallerLimitIsNamed() {
    assertThat(found(node(), node().putLimits("max_connections", 99)))
        .containsExactly("SETTINGS_LOWER: max_connections is 99 on b, and 100 on the primary");
    assertThat(found(node(), node().putLimits("max_connections", 101))).isEmpty();
  }

  @Test
  void aLowerWalLevelOrAMissingLibraryIsNamed() {
    assertThat(found(node().putSettings("wal_level", "logical"), node()))
        .containsExactly("SETTINGS_LOWER: wal_level is replica on b, and logical on the primary");
    assertThat(found(node(), node().putSettings("wal_level", "logical"))).isEmpty();
    assertThat(found(node().putSettings("archive_mode", "on"), node()))
        .containsExactly("SETTINGS_LOWER: archive_mode is off on b, and on on the primary");
    String has = "pg_stat_statements";
    String wants = "pg_stat_statements, auto_explain";
    assertThat(
            found(
                node().putSettings("shared_preload_libraries", wants),
                node().putSettings("shared_preload_libraries", has)))
        .singleElement()
        .asString()
        .contains("auto_explain")
        .doesNotContain("pg_stat_statements");
  }

  @Test
  void aLogicalSlotFollowsOnlyAsAReadyCopy() {
    assertThat(found(node().addSlots(logical("s")), node().addSlots(logical("s"))))
        .singleElement()
        .asString()
        .startsWith("SLOT_STAYS_BEHIND: slot s (pgoutput in shop) does not follow");
    Slot.Builder copied = logical("s").setFailover(true);
    assertThat(found(node().addSlots(copied), node())).hasSize(1);
    assertThat(found(node().addSlots(copied), node().addSlots(copied))).hasSize(1);
    assertThat(found(node().addSlots(copied), node().addSlots(copied.clone().setReady(true))))
        .isEmpty();
  }

  @Test
  void aForeignPhysicalSlotHasToBeThereToo() {
    Slot.Builder receiver = Slot.newBuilder().setName("barman");
    List<Obstacle> missing = Comparison.of(B, node().addSlots(receiver).build(), node().build());
    assertThat(missing).hasSize(1);
    assertThat(missing.getFirst().getRemedy()).contains("'barman'");
    assertThat(found(node().addSlots(receiver), node().addSlots(receiver))).isEmpty();
  }
}
