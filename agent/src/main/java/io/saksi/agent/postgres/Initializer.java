package io.saksi.agent.postgres;

import io.saksi.core.model.InstanceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Makes the first data directory of a cluster. */
final class Initializer {
  private static final String REMEDY = "look at the message and at the disk, then try again";

  private final PostgresInstallation installation;
  private final DataDirectory directory;
  private final Secrets secrets;

  Initializer(PostgresInstallation installation, DataDirectory directory, Secrets secrets) {
    this.installation = installation;
    this.directory = directory;
    this.secrets = secrets;
  }

  CreatedInstance initdb(String firstSql, Duration bound)
      throws PostgresException, InterruptedException {
    Deadline deadline = Deadline.in(bound);
    new Replacement(directory).requireNothingToLose();
    try {
      WorkArea work = directory.work();
      work.begin("initdb");
      runInitdb(work, deadline);
      createRoles(work.data(), deadline);
      if (!firstSql.isBlank()) {
        singleUser(work.data(), firstSql.strip() + "\n", "the operator's first SQL", deadline);
      }
      InstanceId instance = directory.identify(work.data());
      ControlData control = ControlData.read(installation, work.data());
      new Replacement(directory).moveIn(work);
      return new CreatedInstance(instance, control.systemIdentifier());
    } catch (IOException e) {
      throw directory.failed("make", e);
    }
  }

  private void runInitdb(WorkArea work, Deadline deadline)
      throws IOException, PostgresException, InterruptedException {
    Path passwordFile = work.root().resolve("password");
    DurableFiles.write(passwordFile, secrets.passwordOf(Secrets.SUPERUSER) + "\n");
    Commands.Result result = runInitdb(work.data(), passwordFile, "C.UTF-8", deadline);
    if (result.output().contains("invalid locale name")) {
      DurableFiles.deleteTree(work.data());
      result = runInitdb(work.data(), passwordFile, "C", deadline);
    }
    Files.delete(passwordFile);
    result.orThrow("initdb of " + directory.path(), REMEDY);
  }

  private Commands.Result runInitdb(Path data, Path passwordFile, String locale, Deadline deadline)
      throws PostgresException, InterruptedException {
    return Commands.of(
            installation.program("initdb"),
            "--pgdata=" + data,
            "--username=" + Secrets.SUPERUSER,
            "--pwfile=" + passwordFile,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=" + locale,
            "--data-checksums",
            "--no-instructions")
        .run(deadline.remaining());
  }

  private void createRoles(Path data, Deadline deadline)
      throws PostgresException, InterruptedException {
    String sql = OwnRoles.replicator(secrets, installation.majorVersion());
    singleUser(data, sql, "creating the roles", deadline);
  }

  /** There is no moment at which anybody else could connect. */
  private void singleUser(Path data, String sql, String what, Deadline deadline)
      throws PostgresException, InterruptedException {
    Commands.Result result =
        Commands.of(
                installation.program("postgres"),
                List.of("--single", "-D", data.toString(), "-c", "exit_on_error=on", "postgres"))
            .input(sql)
            .run(deadline.remaining());
    result.orThrow(what, REMEDY);
    if (result.output().contains("ERROR:")) {
      throw new PostgresException(what + " failed: " + result.tail(), REMEDY);
    }
  }
}
