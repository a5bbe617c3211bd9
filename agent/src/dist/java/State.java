import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** What each made thing was made from, so that the next build can leave it as it is. */
final class State {
  private final Path file;
  private final Properties made = new Properties();

  State(Path file) throws IOException {
    this.file = file;
    if (Files.exists(file)) {
      try (Reader in = Files.newBufferedReader(file)) {
        made.load(in);
      }
    }
  }

  boolean isMadeFrom(Path thing, String inputs) {
    return Files.exists(thing) && inputs.equals(made.getProperty(thing.toString()));
  }

  void madeFrom(Path thing, String inputs) throws IOException {
    made.setProperty(thing.toString(), inputs);
    try (Writer out = Files.newBufferedWriter(file)) {
      made.store(out, null);
    }
  }
}
