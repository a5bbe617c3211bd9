package io.saksi.agent.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Processes of this machine, as {@code proc} shows them to everybody. */
public final class Processes {
  private final Place place;

  public Processes(Place place) {
    this.place = place;
  }

  /** One of them. */
  public record Running(String id) {}

  /**
   * By the name that ps shows.
   *
   * @throws IOException if {@code proc} is not there
   */
  public List<Running> named(String name) throws IOException {
    List<Running> found = new ArrayList<>();
    try (var all = Files.newDirectoryStream(place.root().resolve("proc"), "[0-9]*")) {
      for (Path each : all) {
        String id = each.getFileName().toString();
        if (line(id, "comm").filter(name::equals).isPresent()) {
          found.add(new Running(id));
        }
      }
    }
    return found;
  }

  /** A line of a process's {@code status} without its key; empty where it has ended. */
  public Optional<String> status(Running process, String key) {
    return lines(process.id(), "status").stream()
        .filter(line -> line.startsWith(key + ":"))
        .map(line -> line.substring(key.length() + 1).strip())
        .findFirst();
  }

  /** The soft limit of that name; empty where this user may not see it. */
  public Optional<String> limit(Running process, String name) {
    return lines(process.id(), "limits").stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip().replaceFirst("\\s.*", ""))
        .findFirst();
  }

  /** How the kernel chooses when memory runs out, -1000 to 1000; empty where it has ended. */
  public Optional<Integer> oomScore(Running process) {
    return line(process.id(), "oom_score_adj")
        .filter(text -> text.matches("-?[0-9]{1,4}"))
        .map(Integer::parseInt);
  }

  /** Whose child it is; empty where it has ended. */
  public Optional<String> parent(Running process) {
    return status(process, "PPid");
  }

  private Optional<String> line(String id, String file) {
    return lines(id, file).stream().findFirst().map(String::strip);
  }

  private List<String> lines(String id, String file) {
    try {
      return place.lines("proc/" + id + "/" + file);
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }
}
