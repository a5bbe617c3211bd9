import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The folder as one file. Time stamps are kept: the AOT caches are valid for these jars only. */
final class Archive {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Path home;
  private final State state;
  private final Progress progress;

  Archive(Path home, State state, Progress progress) {
    this.home = home;
    this.state = state;
    this.progress = progress;
  }

  void make(boolean changed) throws IOException, InterruptedException {
    Path archive = home.resolveSibling(home.getFileName() + ".tar.gz");
    if (!changed && state.isMadeFrom(archive, "folder")) {
      return;
    }
    long began = System.nanoTime();
    Files.deleteIfExists(archive);
    Path fresh = archive.resolveSibling(archive.getFileName() + ".new");
    Tool.run(
        LIMIT,
        Map.of(),
        List.of(
            "tar",
            "--create",
            "--use-compress-program=gzip -" + System.getenv().getOrDefault("SAKSI_GZIP_LEVEL", "1"),
            "--file=" + fresh,
            "--directory=" + home.getParent(),
            "--sort=name",
            "--owner=0",
            "--group=0",
            "--numeric-owner",
            home.getFileName().toString()));
    Files.move(fresh, archive, StandardCopyOption.ATOMIC_MOVE);
    state.madeFrom(archive, "folder");
    progress.made("archive", began);
  }
}
