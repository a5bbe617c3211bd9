package io.saksi.agent.vip;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options of {@code saksi agent} about virtual addresses. */
public final class VipOptions {
  @Option(
      names = "--vip",
      paramLabel = "ADDRESS/PREFIX@INTERFACE",
      description =
          "A virtual address for writing: on the primary, and nowhere else. Repeatable, IPv4 and"
              + " IPv6. The same on every data node, but for the interface.")
  private List<String> readWrite = new ArrayList<>();

  @Option(
      names = "--vip-read",
      paramLabel = "ADDRESS/PREFIX@INTERFACE[,...]",
      description =
          "A virtual address for reading: on one healthy standby. Repeatable; those given together,"
              + " with commas, stay together.")
  private List<String> readOnly = new ArrayList<>();

  @Option(
      names = "--vip-provider",
      paramLabel = "linux|command|none",
      defaultValue = "linux",
      description =
          "Who puts them where they belong: this kernel, your script, or nobody (default:"
              + " ${DEFAULT-VALUE}).")
  private String provider;

  @Option(
      names = "--vip-command",
      paramLabel = "FILE",
      description = "With --vip-provider command: the script; docs/vip.md says what it must do.")
  private Path command;

  @Option(
      names = "--vip-command-timeout",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "A run of it that takes longer is killed (default: ${DEFAULT-VALUE}).")
  private int commandTimeoutSeconds;

  @Option(
      names = "--vip-read-max-lag",
      paramLabel = "BYTES",
      defaultValue = "16777216",
      description =
          "A standby with more WAL than this still to replay gives its addresses for reading up"
              + " (default: ${DEFAULT-VALUE}).")
  private long readLag;

  @Option(
      names = "--vip-read-on-primary",
      description = "While no standby can, the primary holds the addresses for reading.")
  private boolean readOnPrimary;

  /**
   * The validated settings; what is wrong is added to the mistakes.
   *
   * @param own where this node itself listens, as text
   */
  public VipConfig toConfig(List<String> mistakes, boolean witness, Set<String> own) {
    int before = mistakes.size();
    List<VipAddress> write = parse(mistakes, "--vip", readWrite);
    List<List<VipAddress>> read =
        readOnly.stream()
            .map(group -> parse(mistakes, "--vip-read", List.of(group.split(",", -1))))
            .toList();
    Optional<VipConfig.Provider> kind = kind(mistakes);
    if (mistakes.size() > before || kind.isEmpty()) {
      return VipConfig.NONE;
    }
    VipConfig config =
        new VipConfig(
            kind.get(),
            write,
            read,
            Optional.ofNullable(command).map(file -> file.toAbsolutePath().normalize()),
            Duration.ofSeconds(commandTimeoutSeconds),
            readLag,
            readOnPrimary);
    check(mistakes, config, witness, own);
    return config;
  }

  private Optional<VipConfig.Provider> kind(List<String> mistakes) {
    try {
      return Optional.of(VipConfig.Provider.valueOf(provider.toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      mistakes.add("--vip-provider: linux, command or none, not '" + provider + "'");
      return Optional.empty();
    }
  }

  private static List<VipAddress> parse(List<String> mistakes, String option, List<String> texts) {
    List<VipAddress> parsed = new ArrayList<>();
    for (String text : texts) {
      try {
        parsed.add(VipAddress.parse(text.strip()));
      } catch (IllegalArgumentException e) {
        mistakes.add(option + ": " + e.getMessage());
      }
    }
    return parsed;
  }

  private void check(List<String> mistakes, VipConfig config, boolean witness, Set<String> own) {
    check(
        mistakes,
        !(witness && !config.addresses().isEmpty()),
        "--vip, --vip-read: a witness has no PostgreSQL that clients could reach; leave them out");
    check(
        mistakes,
        config.addresses().size() <= 64,
        "--vip, --vip-read: at most 64 addresses for one node");
    Set<String> seen = new HashSet<>();
    for (VipAddress vip : config.addresses()) {
      check(mistakes, seen.add(vip.text()), "--vip, --vip-read: " + vip.text() + " twice");
      check(
          mistakes,
          !own.contains(vip.text()),
          vip.text()
              + " is where this node itself listens; a virtual address is one more, that no"
              + " host has of its own");
    }
    boolean script = config.provider() == VipConfig.Provider.COMMAND;
    check(
        mistakes,
        script == (command != null),
        "--vip-command goes with --vip-provider command, and only there");
    check(
        mistakes,
        command == null || Files.isExecutable(command),
        "--vip-command: " + command + " is not there or may not be executed; chmod +x it");
    check(
        mistakes,
        commandTimeoutSeconds >= 1 && commandTimeoutSeconds <= 60,
        "--vip-command-timeout: 1 to 60 seconds");
    check(mistakes, readLag >= 0, "--vip-read-max-lag: not negative");
  }

  private static void check(List<String> mistakes, boolean fine, String otherwise) {
    if (!fine) {
      mistakes.add(otherwise);
    }
  }
}
