package io.saksi.agent.postgres;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The PostgreSQL programs of this machine.
 *
 * @param binDirectory where {@code postgres} and the tools are
 * @param majorVersion at least 14
 * @param version as PostgreSQL writes it, for example {@code 15.18}
 */
public record PostgresInstallation(Path binDirectory, int majorVersion, String version) {
  static final int OLDEST_SUPPORTED = 14;
  static final List<String> PROGRAMS =
      List.of("postgres", "initdb", "pg_basebackup", "pg_rewind", "pg_controldata", "pg_waldump");

  private static final Duration VERSION_TIMEOUT = Duration.ofSeconds(10);
  private static final Pattern VERSION =
      Pattern.compile("PostgreSQL\\) (([1-9]\\d{0,3})(?!\\d)[^ \\n]{0,40})");
  private static final String REMEDY =
      "install PostgreSQL "
          + OLDEST_SUPPORTED
          + " or newer with its server programs (Debian, Ubuntu: apt install postgresql; Red Hat:"
          + " dnf install postgresql-server), or name its bin directory in the configuration";

  /**
   * @param binDirectory the only place to look if given; otherwise {@code PATH}, then the usual
   *     places, the newest version first
   * @throws PostgresException naming what is missing and how to get it
   */
  public static PostgresInstallation find(Optional<Path> binDirectory)
      throws PostgresException, InterruptedException {
    List<String> rejected = new ArrayList<>();
    List<PostgresInstallation> found = new ArrayList<>();
    for (Path candidate : binDirectory.map(Set::of).orElseGet(PostgresInstallation::usualPlaces)) {
      if (binDirectory.isEmpty() && !Files.exists(candidate.resolve("postgres"))) {
        continue;
      }
      Optional<String> problem = problemWith(candidate);
      if (problem.isPresent()) {
        rejected.add(problem.get());
        continue;
      }
      PostgresInstallation installation = inspect(candidate);
      if (installation.majorVersion >= OLDEST_SUPPORTED) {
        found.add(installation);
      } else {
        rejected.add(candidate + " has PostgreSQL " + installation.version + ", which is too old");
      }
    }
    // The order of the places decides, except among versions side by side in one kind of place.
    return found.stream()
        .max(Comparator.comparingInt(PostgresInstallation::majorVersion))
        .orElseThrow(() -> new PostgresException(notFound(rejected), REMEDY));
  }

  Path program(String name) {
    return binDirectory.resolve(name);
  }

  private static String notFound(List<String> rejected) {
    return rejected.isEmpty() ? "no PostgreSQL was found" : String.join("; ", rejected);
  }

  private static Optional<String> problemWith(Path directory) {
    List<String> missing =
        PROGRAMS.stream().filter(p -> !Files.isExecutable(directory.resolve(p))).toList();
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(directory + " lacks " + String.join(", ", missing));
  }

  private static PostgresInstallation inspect(Path directory)
      throws PostgresException, InterruptedException {
    String output =
        Commands.of(directory.resolve("postgres"), "--version")
            .run(VERSION_TIMEOUT)
            .orThrow("asking for PostgreSQL's version", REMEDY);
    return parse(directory, output)
        .orElseThrow(() ->
            new PostgresException(
                directory + "/postgres --version says '" + output.strip() + "'", REMEDY));
  }

  /** From what {@code postgres --version} says; empty if that is no version. */
  static Optional<PostgresInstallation> parse(Path directory, String output) {
    Matcher matcher = VERSION.matcher(output);
    return matcher.find()
        ? Optional.of(
            new PostgresInstallation(
                directory, Integer.parseInt(matcher.group(2)), matcher.group(1)))
        : Optional.empty();
  }

  private static Set<Path> usualPlaces() {
    Set<Path> places = new LinkedHashSet<>();
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      if (directory.startsWith("/")) {
        places.add(Path.of(directory));
      }
    }
    addMatches(places, Path.of("/usr/lib/postgresql"), "*", "bin");
    addMatches(places, Path.of("/usr"), "pgsql-*", "bin");
    places.add(Path.of("/usr/local/pgsql/bin"));
    return places;
  }

  private static void addMatches(Set<Path> places, Path parent, String glob, String below) {
    try (DirectoryStream<Path> matches = Files.newDirectoryStream(parent, glob)) {
      matches.forEach(match -> places.add(match.resolve(below)));
    } catch (IOException e) {
      // No such place on this machine: there are others.
      return;
    }
  }
}
