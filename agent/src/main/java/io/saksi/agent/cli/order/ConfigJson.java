package io.saksi.agent.cli.order;

import com.google.gson.stream.JsonWriter;
import io.saksi.core.model.Configuration;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Versions of the configuration for programs; names are a promise ({@code docs/commands.md}). */
final class ConfigJson {
  private ConfigJson() {}

  static String of(List<Configuration.Version> versions) {
    return OperationJson.text(json -> {
      json.beginObject();
      json.name("versions").beginArray();
      for (Configuration.Version version : versions) {
        json.beginObject();
        version(json, version);
        json.endObject();
      }
      json.endArray();
      json.endObject();
    });
  }

  static void version(JsonWriter json, Configuration.Version version) throws IOException {
    json.name("version").value(version.number());
    json.name("at").value(version.at().toString());
    json.name("who").value(version.by().who());
    json.name("from").value(version.by().from());
    json.name("why").value(version.by().why());
    content(json, version.content());
  }

  static void content(JsonWriter json, Configuration.Content content) throws IOException {
    json.name("parameters").beginObject();
    for (Map.Entry<String, String> parameter : content.parameters().entrySet()) {
      json.name(parameter.getKey()).value(parameter.getValue());
    }
    json.endObject();
    json.name("rules").beginArray();
    for (String rule : content.rules()) {
      json.value(rule);
    }
    json.endArray();
  }
}
