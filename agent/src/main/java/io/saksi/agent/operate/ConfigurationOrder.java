package io.saksi.agent.operate;

import io.saksi.agent.postgres.ConfigurationRules;
import io.saksi.core.command.Command;
import io.saksi.core.model.Configuration;
import io.saksi.core.model.Orders;
import io.saksi.proto.v1.ChangeConfiguration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A change of PostgreSQL's configuration, made of the version in force and what was ordered. */
final class ConfigurationOrder {
  private final Configuration now;

  ConfigurationOrder(Configuration now) {
    this.now = now;
  }

  Command.SetConfiguration read(ChangeConfiguration order, Orders.By by, Instant at)
      throws Refusal {
    if (order.hasReplaces() && order.getReplaces() != now.number()) {
      throw new Refusal(
          Refusal.Code.STATE_MOVED,
          "the configuration has version " + now.number() + ", not " + order.getReplaces(),
          "look again with saksi config show, and repeat the change if it still fits");
    }
    Configuration.Content content = content(order);
    String mistake = ConfigurationRules.mistake(content).orElse("");
    if (!mistake.isEmpty()) {
      throw invalid(mistake, "saksi config show shows what is in force");
    }
    return new Command.SetConfiguration(now.number(), content, by, at);
  }

  private Configuration.Content content(ChangeConfiguration order) throws Refusal {
    if (order.hasRollbackTo()) {
      return before(order);
    }
    Map<String, String> parameters = new TreeMap<>(now.content().parameters());
    for (String name : order.getResetList()) {
      if (parameters.remove(lower(name)) == null) {
        throw invalid(
            "'" + name + "' is not set in the configuration", "saksi config show lists what is");
      }
    }
    order.getSetMap().forEach((name, value) -> parameters.put(lower(name), value));
    List<String> rules =
        order.hasRules()
            ? order.getRules().getLinesList().stream().map(String::strip).toList()
            : now.content().rules();
    return new Configuration.Content(parameters, new ArrayList<>(rules));
  }

  private Configuration.Content before(ChangeConfiguration order) throws Refusal {
    if (order.getSetCount() + order.getResetCount() > 0 || order.hasRules()) {
      throw invalid("a rollback changes nothing else", "order the one after the other");
    }
    return now.content(order.getRollbackTo())
        .orElseThrow(() ->
            invalid(
                "version " + order.getRollbackTo() + " is not remembered",
                "saksi config history lists those that are"));
  }

  private static String lower(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  private static Refusal invalid(String message, String remedy) {
    return new Refusal(Refusal.Code.INVALID_ORDER, message, remedy);
  }
}
