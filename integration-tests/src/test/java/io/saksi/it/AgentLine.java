package io.saksi.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The arguments that start a guard with its agent; an option without a value has an empty one. */
record AgentLine(Map<String, String> options, Shipped.Build build) {
  AgentLine(Map<String, String> options) {
    this(options, Shipped.Build.CURRENT);
  }

  AgentLine {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  /** A data node that neither founds nor joins yet. */
  static AgentLine of(Area area, String cluster, String node, Place place) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("--cluster", cluster);
    options.put("--node", node);
    options.put("--home", area.home(node).toString());
    options.put("--run-dir", area.run(node).toString());
    options.put("--data-dir", area.home(node).resolve("data").toString());
    options.put("--listen", place.agentAddress());
    options.put("--raft-listen", place.raftAddress());
    options.put("--postgres-listen", place.postgresAddress());
    options.put("--http-listen", place.httpAddress());
    Optional.ofNullable(System.getProperty("saksi.postgres.bin"))
        .ifPresent(programs -> options.put("--postgres-bin", programs));
    options.put("--secret-file", area.secret().toString());
    options.put("--client-hba", "host all all 127.0.0.0/8 trust");
    return new AgentLine(options);
  }

  /** A node whose agent reads its options from a file. */
  static AgentLine ofFile(Area area, String node, Path file) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("--home", area.home(node).toString());
    options.put("--run-dir", area.run(node).toString());
    options.put("--data-dir", area.home(node).resolve("data").toString());
    options.put("@" + file, "");
    return new AgentLine(options);
  }

  AgentLine with(String option, Object value) {
    Map<String, String> changed = new LinkedHashMap<>(options);
    changed.put(option, value.toString());
    return new AgentLine(changed, build);
  }

  AgentLine without(String option) {
    Map<String, String> changed = new LinkedHashMap<>(options);
    changed.remove(option);
    return new AgentLine(changed, build);
  }

  AgentLine by(Shipped.Build other) {
    return new AgentLine(options, other);
  }

  AgentLine founding() {
    return with("--bootstrap", "");
  }

  AgentLine joining(String seed) {
    return with("--seed", seed);
  }

  AgentLine witness() {
    return without("--postgres-listen").with("--witness", "");
  }

  List<String> arguments() throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "guard",
            "--run-dir",
            options.get("--run-dir"),
            "--data-dir",
            options.get("--data-dir")));
    arguments.addAll(List.of("--log", options.get("--home") + "-guard.log"));
    arguments.addAll(List.of("--", Shipped.launcher(build), "agent"));
    Optional<String> file = options.keySet().stream().filter(o -> o.startsWith("@")).findFirst();
    if (file.isPresent()) {
      arguments.add(file.get());
      return arguments;
    }
    options.forEach((option, value) -> {
      arguments.add(option);
      if (!value.isEmpty()) {
        arguments.add(value);
      }
    });
    return arguments;
  }
}
