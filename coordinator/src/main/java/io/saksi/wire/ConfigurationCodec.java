package io.saksi.wire;

import io.saksi.core.command.Command;
import io.saksi.core.model.Configuration;
import io.saksi.core.model.Orders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** PostgreSQL's configuration, in log entries and in snapshots. */
public final class ConfigurationCodec {
  private static final int MOST_LINES = 10_000;

  private ConfigurationCodec() {}

  public static io.saksi.proto.v1.Configuration encode(Configuration configuration) {
    return io.saksi.proto.v1.Configuration.newBuilder()
        .addAllVersions(configuration.versions().stream().map(ConfigurationCodec::encode).toList())
        .build();
  }

  private static io.saksi.proto.v1.Configuration.Version encode(Configuration.Version version) {
    return io.saksi.proto.v1.Configuration.Version.newBuilder()
        .setNumber(version.number())
        .setContent(encode(version.content()))
        .setKey(Scalars.clipped(version.by().key()))
        .setWho(Scalars.clipped(version.by().who()))
        .setFrom(Scalars.clipped(version.by().from()))
        .setWhy(Scalars.clipped(version.by().why()))
        .setAtEpochMillis(version.at().toEpochMilli())
        .build();
  }

  public static io.saksi.proto.v1.Configuration.Content encode(Configuration.Content content) {
    var wire = io.saksi.proto.v1.Configuration.Content.newBuilder();
    content
        .parameters()
        .forEach((name, value) -> wire.addParametersBuilder().setName(name).setValue(value));
    return wire.addAllRules(content.rules()).build();
  }

  static io.saksi.proto.v1.Command.SetConfiguration encode(Command.SetConfiguration set) {
    return io.saksi.proto.v1.Command.SetConfiguration.newBuilder()
        .setReplaces(set.replaces())
        .setContent(encode(set.content()))
        .setKey(Scalars.clipped(set.by().key()))
        .setWho(Scalars.clipped(set.by().who()))
        .setFrom(Scalars.clipped(set.by().from()))
        .setWhy(Scalars.clipped(set.by().why()))
        .setAtEpochMillis(set.at().toEpochMilli())
        .build();
  }

  static Command decode(io.saksi.proto.v1.Command.SetConfiguration wire) throws MalformedMessage {
    return new Command.SetConfiguration(
        Scalars.count("replaces", wire.getReplaces()),
        content(wire.getContent()),
        new Orders.By(
            Scalars.text("key", wire.getKey()),
            Scalars.text("who", wire.getWho()),
            Scalars.text("from", wire.getFrom()),
            Scalars.text("why", wire.getWhy())),
        Instant.ofEpochMilli(wire.getAtEpochMillis()));
  }

  public static Configuration decode(io.saksi.proto.v1.Configuration wire) throws MalformedMessage {
    List<Configuration.Version> versions =
        Parse.list(
            "versions", wire.getVersionsList(), Configuration.MOST, ConfigurationCodec::version);
    long before = 0;
    for (Configuration.Version version : versions) {
      Parse.require(version.number() > before, "number", "not above the one before");
      before = version.number();
    }
    return new Configuration(versions);
  }

  private static Configuration.Version version(io.saksi.proto.v1.Configuration.Version wire)
      throws MalformedMessage {
    return new Configuration.Version(
        Scalars.count("number", wire.getNumber()),
        content(wire.getContent()),
        new Orders.By(
            Scalars.text("key", wire.getKey()),
            Scalars.text("who", wire.getWho()),
            Scalars.text("from", wire.getFrom()),
            Scalars.text("why", wire.getWhy())),
        Instant.ofEpochMilli(wire.getAtEpochMillis()));
  }

  public static Configuration.Content content(io.saksi.proto.v1.Configuration.Content wire)
      throws MalformedMessage {
    List<Map.Entry<String, String>> all =
        Parse.list(
            "parameters",
            wire.getParametersList(),
            MOST_LINES,
            p -> Map.entry(Scalars.text("name", p.getName()), Scalars.text("value", p.getValue())));
    Map<String, String> parameters = new TreeMap<>();
    Parse.byKey("parameters", all, Map.Entry::getKey)
        .forEach((name, entry) -> parameters.put(name, entry.getValue()));
    List<String> rules =
        Parse.list("rules", wire.getRulesList(), MOST_LINES, rule -> Scalars.text("rule", rule));
    return new Configuration.Content(parameters, rules);
  }
}
