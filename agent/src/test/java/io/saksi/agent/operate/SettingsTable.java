package io.saksi.agent.operate;

import io.saksi.core.model.Settings;
import java.util.List;
import java.util.Map;

/** The cluster's settings as rows of the reference: name, values, default, meaning. */
public final class SettingsTable {
  private SettingsTable() {}

  public static List<List<String>> rows() {
    Map<String, String> values = SettingNames.values();
    return SettingNames.list(Settings.DEFAULT).stream()
        .map(setting ->
            List.of(
                setting.getName(),
                values.get(setting.getName()),
                setting.getValue(),
                setting.getMeaning()))
        .toList();
  }
}
