package io.saksi.agent.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A copy of a kept data directory, running for people to look at. Isolated: a Unix socket in a
 * directory of the caller's own, no network, no archiving, no replication, no worker that would act
 * on what it finds. It recovers by its own WAL, so it shows what the node had.
 */
public final class Exhibit {
  private static final Duration COPY_BOUND = Duration.ofHours(12);
  private static final Duration START_BOUND = Duration.ofHours(1);
  private static final long RESERVE = 256L << 20;

  private Exhibit() {}

  /**
   * @param directory all of it: data, socket, configuration, log
   * @param stop the command that ends it
   */
  public record Started(Path directory, Path socket, String stop) {}

  /**
   * Copies and starts; blocks until it answers.
   *
   * @param kept a data directory that is not running
   * @param target must not exist
   * @throws PostgresException with the remedy: no such copy here, no space, not its owner
   */
  public static Started open(Path kept, Path target, Optional<Path> binaries)
      throws PostgresException, InterruptedException {
    PostgresInstallation installation = PostgresInstallation.find(binaries);
    try {
      check(kept, target);
      DurableFiles.createPrivateDirectory(target);
      Path data = target.resolve("data");
      Commands.of(
              Path.of("cp"), "--archive", "--reflink=auto", "--", kept.toString(), data.toString())
          .run(COPY_BOUND)
          .orThrow("copying " + kept, "see the space and the permissions of " + target);
      isolate(data, target);
      start(installation, data, target);
      return new Started(
          target, target, installation.program("pg_ctl") + " -D " + data + " -m fast stop");
    } catch (IOException e) {
      throw new PostgresException(
          "cannot make " + target + ": " + e, "see its permissions and its disk", e);
    }
  }

  private static void check(Path kept, Path target) throws IOException, PostgresException {
    if (!Files.isReadable(kept.resolve("PG_VERSION"))) {
      throw new PostgresException(
          kept + " cannot be read here",
          "run this on the node that keeps it, as the user who owns the data");
    }
    if (Files.exists(target)) {
      throw new PostgresException(target + " exists already", "name a directory that does not");
    }
    if (target.toString().length() > 80) {
      throw new PostgresException(target + " is too long", "a socket's path has a limit");
    }
    long needed = KeptCopy.sizeOf(kept) + RESERVE;
    Path above = target.getParent();
    if (above == null || !Files.isDirectory(above)) {
      throw new PostgresException(target + " has no directory above it", "make that first");
    }
    long free = Files.getFileStore(above).getUsableSpace();
    if (free < needed) {
      throw new PostgresException(
          "the copy takes %d MB, and %s has %d MB".formatted(needed >> 20, above, free >> 20),
          "name a directory on a larger disk");
    }
  }

  private static void isolate(Path data, Path target) throws IOException {
    for (String signal : List.of("standby.signal", "recovery.signal", "postmaster.pid")) {
      DurableFiles.delete(data.resolve(signal));
    }
    // A slot would hold WAL for a member that never comes, and wants settings of its own.
    DurableFiles.deleteTree(data.resolve("pg_replslot"));
    DurableFiles.createPrivateDirectory(data.resolve("pg_replslot"));
    new BurnedTimelines(data).removeIfNewest();
    DurableFiles.write(data.resolve("postgresql.auto.conf"), "");
    Path hba = target.resolve("pg_hba.conf");
    Path ident = target.resolve("pg_ident.conf");
    DurableFiles.write(hba, "local all all trust\n");
    DurableFiles.write(ident, "");
    DurableFiles.write(data.resolve("postgresql.conf"), configuration(target, hba, ident));
  }

  private static String configuration(Path socket, Path hba, Path ident) {
    return """
    # An isolated copy, for looking at. It is no member of any cluster.
    listen_addresses = ''
    unix_socket_directories = '%s'
    unix_socket_permissions = 0700
    hba_file = '%s'
    ident_file = '%s'
    archive_mode = off
    primary_conninfo = ''
    restore_command = ''
    synchronous_standby_names = ''
    max_wal_senders = 0
    wal_level = replica
    max_prepared_transactions = 1000
    max_logical_replication_workers = 0
    shared_preload_libraries = ''
    autovacuum = off
    logging_collector = off
    """
        .formatted(socket, hba, ident);
  }

  private static void start(PostgresInstallation installation, Path data, Path target)
      throws PostgresException, InterruptedException {
    Path log = target.resolve("postgresql.log");
    Commands.of(
            installation.program("pg_ctl"),
            "-D",
            data.toString(),
            "-l",
            log.toString(),
            "-w",
            "-t",
            Long.toString(START_BOUND.toSeconds()),
            "start")
        .run(START_BOUND)
        .orThrow("starting the copy", "see " + log);
  }
}
