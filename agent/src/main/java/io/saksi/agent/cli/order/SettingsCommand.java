package io.saksi.agent.cli.order;

import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.agent.cli.status.Table;
import io.saksi.proto.v1.ChangeSettings;
import io.saksi.proto.v1.ListSettingsRequest;
import io.saksi.proto.v1.Order;
import io.saksi.proto.v1.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code saksi settings}. */
@Command(
    name = "settings",
    mixinStandardHelpOptions = true,
    description = "Shows the cluster's bounds and policies, or changes them, online.",
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  saksi settings",
      "  saksi settings profile=fast --reason 'a failover within two seconds'",
      "  saksi settings rto=5s rpo=0 --reason 'what the contract says'",
      "  saksi settings exposed=block sync-count=2 --reason 'no write without a standby'"
    })
public final class SettingsCommand extends OrderCommand {
  @Parameters(arity = "0..*", paramLabel = "NAME=VALUE", description = "What to change.")
  private Map<String, String> changes = new LinkedHashMap<>();

  @Override
  public Integer call() {
    try (OperatorClient client = new OperatorClient(options())) {
      if (!changes.isEmpty()) {
        return carryOut(
            client,
            Order.newBuilder()
                .setSettings(ChangeSettings.newBuilder().putAllValues(changes))
                .build());
      }
      show(
          client
              .ask(stub -> stub.listSettings(ListSettingsRequest.getDefaultInstance()))
              .getSettingsList());
      return ExitCode.OK;
    }
  }

  private void show(List<Setting> settings) {
    if (options().json()) {
      out()
          .print(
              OperationJson.text(json -> {
                json.beginObject();
                for (Setting setting : settings) {
                  json.name(setting.getName()).value(setting.getValue());
                }
                json.endObject();
              }));
    } else {
      new Table(
              List.of(
                  Table.Column.left("setting"),
                  Table.Column.left("value"),
                  Table.Column.left("meaning")),
              settings.stream()
                  .map(s ->
                      List.of(
                          PlainText.of(s.getName()),
                          PlainText.of(s.getValue()),
                          PlainText.of(s.getMeaning())))
                  .toList())
          .lines(Integer.MAX_VALUE)
          .forEach(out()::println);
    }
    out().flush();
  }
}
