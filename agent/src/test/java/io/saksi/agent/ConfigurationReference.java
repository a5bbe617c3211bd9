package io.saksi.agent;

import io.saksi.agent.boot.AgentCommand;
import io.saksi.agent.cli.Terminal;
import io.saksi.agent.guard.GuardTable;
import io.saksi.agent.operate.SettingsTable;
import io.saksi.agent.router.RouterCommand;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What there is to be set, as the programs themselves say it. */
final class ConfigurationReference {
  /** In the help of {@code saksi}: a name, two spaces at least, and what it is. */
  private static final Pattern VARIABLE = Pattern.compile("  ([A-Z][A-Z_]+) {2,}(\\S.*)");

  /** In {@code /etc/default/saksi}: what it is, in comments, then the line to be changed. */
  private static final Pattern UNIT_VARIABLE =
      Pattern.compile("((?:# .*\\n)+)#([A-Z_]+)=(.*)", Pattern.MULTILINE);

  private ConfigurationReference() {}

  static CommandSpec agent() {
    return AgentCommand.commandLine().getCommandSpec();
  }

  static CommandSpec router() {
    return new CommandLine(
            new RouterCommand((_, _) -> {
              throw new IllegalStateException("only its options are looked at");
            }))
        .getCommandSpec();
  }

  static CommandSpec commands() {
    return Main.commandLine(Terminal.ofProcess()).getCommandSpec();
  }

  /** Those that are needed first; then the others, those of each group apart. */
  static String of(CommandSpec program) {
    Set<OptionSpec> grouped = new HashSet<>();
    StringBuilder groups = new StringBuilder();
    for (ArgGroupSpec group : program.argGroups()) {
      grouped.addAll(group.allOptionsNested());
      groups
          .append("\n\n### ")
          .append(title(group))
          .append("\n\n")
          .append(OptionTable.of(group.allOptionsNested()));
    }
    List<OptionSpec> plain =
        settable(program.options()).stream().filter(o -> !grouped.contains(o)).toList();
    List<OptionSpec> needed = plain.stream().filter(OptionSpec::required).toList();
    return "### Needed\n\n"
        + OptionTable.of(needed)
        + "\n\n### Others\n\n"
        + OptionTable.of(plain.stream().filter(o -> !o.required()).toList())
        + groups;
  }

  private static String title(ArgGroupSpec group) {
    return group.heading().replace("%n", "").replaceFirst(" \\(.*\\)", "").replace(":", "").strip();
  }

  static String guard() {
    return OptionTable.table(
        List.of("option", "", "default", "meaning"),
        GuardTable.rows().stream()
            .map(row -> {
              List<String> cells = OptionTable.described(row.get(0), row.get(2), "");
              return List.of(cells.get(0), row.get(1), cells.get(1), cells.get(2));
            })
            .toList());
  }

  static String settings() {
    return OptionTable.table(
        List.of("setting", "values", "default", "meaning"),
        SettingsTable.rows().stream()
            .map(row ->
                List.of(
                    "`" + row.get(0) + "`",
                    OptionTable.prose(row.get(1)),
                    row.get(2),
                    OptionTable.prose(row.get(3))))
            .toList());
  }

  /** What several commands have in common: each class of options once, with who takes it. */
  static String shared(CommandSpec root) {
    List<CommandSpec> all = leaves(root).toList();
    Map<Class<?>, Map<String, OptionSpec>> options = new LinkedHashMap<>();
    Map<Class<?>, Set<String>> takers = new LinkedHashMap<>();
    for (CommandSpec command : all) {
      for (OptionSpec option : settable(command.options())) {
        Class<?> declared = declaredIn(option);
        options
            .computeIfAbsent(declared, _ -> new LinkedHashMap<>())
            .putIfAbsent(option.longestName(), option);
        takers.computeIfAbsent(declared, _ -> new TreeSet<>()).add(name(command));
      }
    }
    Set<Class<?>> agents =
        agent().options().stream()
            .map(ConfigurationReference::declaredIn)
            .collect(Collectors.toSet());
    Set<String> likeAgents =
        takers.entrySet().stream()
            .filter(e -> agents.contains(e.getKey()))
            .flatMap(e -> e.getValue().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> names =
        all.stream()
            .map(ConfigurationReference::name)
            .collect(Collectors.toCollection(TreeSet::new));
    return list(likeAgents)
        + " take [the agent's options](#the-agent), from its file: `@/etc/saksi/agent.conf`.\n\n"
        + options.entrySet().stream()
            .filter(e -> takers.get(e.getKey()).size() > 1 && !agents.contains(e.getKey()))
            .map(e -> section(e.getValue(), takers.get(e.getKey()), names))
            .collect(Collectors.joining("\n\n"));
  }

  private static String section(
      Map<String, OptionSpec> options, Set<String> takers, Set<String> all) {
    Set<String> others = new TreeSet<>(all);
    others.removeAll(takers);
    return "### "
        + list(options.keySet())
        + "\n\nOf "
        + (others.size() < takers.size() ? "all commands but " + list(others) : list(takers))
        + ".\n\n"
        + OptionTable.of(List.copyOf(options.values()));
  }

  private static String list(Collection<String> names) {
    return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }

  /** Commands that do something, with all of theirs below; nobody's are left out. */
  private static Stream<CommandSpec> leaves(CommandSpec command) {
    List<CommandSpec> below =
        command.subcommands().values().stream()
            .distinct()
            .map(CommandLine::getCommandSpec)
            .filter(spec -> !spec.usageMessage().hidden() && !spec.name().equals("help"))
            .toList();
    return below.isEmpty() ? Stream.of(command) : below.stream().flatMap(c -> leaves(c));
  }

  private static String name(CommandSpec command) {
    return command.qualifiedName().replaceFirst("saksi ", "");
  }

  private static Class<?> declaredIn(OptionSpec option) {
    return option.userObject() instanceof Field field ? field.getDeclaringClass() : Object.class;
  }

  /** Without {@code --help} and {@code --version}. */
  static List<OptionSpec> settable(Collection<OptionSpec> options) {
    return options.stream().filter(o -> !o.hidden() && !o.usageHelp() && !o.versionHelp()).toList();
  }

  /** By the help of {@code saksi}. */
  static Map<String, String> variables(CommandSpec root) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String line : root.usageMessage().footer()) {
      Matcher found = VARIABLE.matcher(line);
      if (found.matches()) {
        variables.put(found.group(1), found.group(2));
      }
    }
    return variables;
  }

  static String environment(CommandSpec root) {
    return OptionTable.table(
        List.of("variable", "meaning"),
        variables(root).entrySet().stream()
            .map(e -> List.of("`" + e.getKey() + "`", OptionTable.prose(e.getValue())))
            .toList());
  }

  /** By the file of a package, whose lines are comments until somebody wants them otherwise. */
  static String units(String file) {
    return OptionTable.table(
        List.of("variable", "default", "meaning"),
        UNIT_VARIABLE
            .matcher(file)
            .results()
            .map(found ->
                List.of(
                    "`" + found.group(2) + "`",
                    found.group(3),
                    OptionTable.prose(found.group(1).replaceAll("(?m)^# ", "").replace('\n', ' '))
                        .strip()))
            .toList());
  }
}
