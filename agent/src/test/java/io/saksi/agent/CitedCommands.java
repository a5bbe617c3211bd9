package io.saksi.agent;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** The commands that a document cites, held against those that there are. */
final class CitedCommands {
  private static final Pattern FENCED = Pattern.compile("(?ms)^ *```\\w*\\n(.*?)^ *```$");
  private static final Pattern INLINE = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern SAKSI =
      Pattern.compile("(?:^|[\\s(/])saksi ([a-z-](?:[^\\n#;&|>]|\\\\\\n)*)", Pattern.MULTILINE);

  private final CommandSpec agent;
  private final CommandSpec router;
  private final CommandSpec commands;

  CitedCommands(CommandSpec agent, CommandSpec router, CommandSpec commands) {
    this.agent = agent;
    this.router = router;
    this.commands = commands;
  }

  /** What is cited and does not exist, one sentence each. */
  Set<String> mistakes(String document) {
    Set<String> mistakes = new LinkedHashSet<>();
    for (String cited : cited(document)) {
      mistake(cited).ifPresent(wrong -> mistakes.add(wrong + ": saksi " + cited));
    }
    return mistakes;
  }

  /** Without the program's own name. */
  static List<String> cited(String document) {
    List<String> texts = new ArrayList<>();
    FENCED.matcher(document).results().forEach(found -> texts.add(found.group(1)));
    INLINE
        .matcher(FENCED.matcher(document).replaceAll(""))
        .results()
        .forEach(found -> texts.add(found.group(1)));
    return texts.stream()
        .flatMap(text -> Stream.of(text.split(" -- ", -1)))
        .flatMap(text -> SAKSI.matcher(text).results())
        .map((MatchResult found) -> found.group(1).replace("\\\n", " ").strip())
        .filter(words -> !words.isEmpty())
        .toList();
  }

  private Optional<String> mistake(String cited) {
    List<String> words = words(cited);
    CommandSpec command =
        switch (words.getFirst()) {
          case "agent" -> agent;
          case "router" -> router;
          default -> commands;
        };
    boolean process = List.of("agent", "router").contains(words.getFirst());
    int at = process ? 1 : 0;
    while (at < words.size() && command.subcommands().containsKey(words.get(at))) {
      command = command.subcommands().get(words.get(at++)).getCommandSpec();
    }
    if (at == 0) {
      return isLoose(words.getFirst())
          ? Optional.empty()
          : Optional.of("there is no command " + words.getFirst());
    }
    for (String word : words.subList(at, words.size())) {
      String option = word.replaceFirst("[=\\]…,.)].*", "");
      if (option.matches("--?[a-z].*") && command.findOption(option) == null) {
        return Optional.of(command.qualifiedName() + " has no option " + option);
      }
    }
    return Optional.empty();
  }

  /**
   * The guard has no parser of options; an option needs no command; and who speaks in a message is
   * none.
   */
  private static boolean isLoose(String word) {
    return word.equals("guard") || word.startsWith("-") || word.matches("(agent|guard|router):");
  }

  /** A user may have the program's name. */
  private static List<String> words(String cited) {
    return List.of(
        cited
            .replaceAll("'[^']*'|\"[^\"]*\"", "TEXT")
            .replaceAll("\\[|,(?= |$)", "")
            .replaceFirst("^saksi ", "")
            .split("\\s+"));
  }

  static CitedCommands ofAll() {
    return new CitedCommands(
        ConfigurationReference.agent(),
        ConfigurationReference.router(),
        ConfigurationReference.commands());
  }
}
