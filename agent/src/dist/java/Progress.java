import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Says what was made and how long it took. */
final class Progress {
  private final long began = System.nanoTime();
  private final List<String> steps = new ArrayList<>();

  void made(String what, long sinceNanos) {
    steps.add(what + " " + seconds(sinceNanos));
  }

  void end(Path home) {
    String what = steps.isEmpty() ? "up to date" : String.join(", ", steps);
    System.out.println("[INFO] " + home + ": " + what + "; in all " + seconds(began));
  }

  private static String seconds(long sinceNanos) {
    long tenths = (System.nanoTime() - sinceNanos) / 100_000_000;
    return tenths / 10 + "." + tenths % 10 + " s";
  }
}
