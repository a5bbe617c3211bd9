package io.saksi.agent.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.core.command.Command;
import io.saksi.core.model.Configuration;
import io.saksi.core.model.Configuration.Content;
import io.saksi.core.model.Orders;
import io.saksi.proto.v1.ChangeConfiguration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationOrderTest {
  private static final Orders.By BY = new Orders.By("key", "olga", "here", "why");
  private static final Instant AT = Instant.ofEpochMilli(1);
  private static final Content FIRST = new Content(Map.of("work_mem", "1MB"), List.of());
  private static final Content SECOND =
      new Content(Map.of("work_mem", "2MB", "jit", "off"), List.of("local all all peer"));

  private final Configuration now = Configuration.NONE.with(FIRST, BY, AT).with(SECOND, BY, AT);

  private Command.SetConfiguration read(ChangeConfiguration.Builder order) throws Refusal {
    return new ConfigurationOrder(now).read(order.build(), BY, AT);
  }

  @Test
  void whatIsNotNamedStays() throws Refusal {
    Command.SetConfiguration set =
        read(ChangeConfiguration.newBuilder().putSet("Work_Mem", "3MB").addReset("jit"));
    assertThat(set.replaces()).isEqualTo(2);
    assertThat(set.content()).isEqualTo(new Content(Map.of("work_mem", "3MB"), SECOND.rules()));
  }

  @Test
  void rulesComeAsAWhole() throws Refusal {
    ChangeConfiguration.Builder order = ChangeConfiguration.newBuilder();
    order.getRulesBuilder().addLines(" host all all 10.0.0.0/8 trust ");
    assertThat(read(order).content())
        .isEqualTo(new Content(SECOND.parameters(), List.of("host all all 10.0.0.0/8 trust")));
  }

  @Test
  void aRollbackSaysWhatAnEarlierVersionSaid() throws Refusal {
    assertThat(read(ChangeConfiguration.newBuilder().setRollbackTo(1)).content()).isEqualTo(FIRST);
    assertThat(read(ChangeConfiguration.newBuilder().setRollbackTo(0)).content())
        .isEqualTo(Content.EMPTY);
    refused(ChangeConfiguration.newBuilder().setRollbackTo(7), "not remembered");
    refused(ChangeConfiguration.newBuilder().setRollbackTo(1).putSet("a", "b"), "nothing else");
  }

  @Test
  void nobodyOverwritesWhatHeHasNotSeen() {
    refused(ChangeConfiguration.newBuilder().setReplaces(1).putSet("jit", "on"), "version 2");
  }

  @Test
  void whatIsOursOrNoneIsRefused() {
    refused(ChangeConfiguration.newBuilder().putSet("fsync", "off"), "fsync");
    refused(ChangeConfiguration.newBuilder().putSet("a b", "c"), "no name");
    refused(ChangeConfiguration.newBuilder().putSet("a", "b\nc"), "no line");
    refused(ChangeConfiguration.newBuilder().addReset("max_connections"), "not set");
    ChangeConfiguration.Builder order = ChangeConfiguration.newBuilder();
    order.getRulesBuilder().addLines("host replication all all trust");
    refused(order, "replication");
  }

  private void refused(ChangeConfiguration.Builder order, String words) {
    assertThatThrownBy(() -> read(order)).isInstanceOf(Refusal.class).hasMessageContaining(words);
  }
}
