package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.postgres.PostgresInstallation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A database as it was before Saksi: made by initdb, its settings elsewhere, as on Debian. */
final class FormerDatabase {
  private static final int ENDS_WITHIN_SECONDS = 60;

  private final Area area;
  private final Place place;
  private final Path programs;
  private final Path data;
  private final Path settings;

  FormerDatabase(Area area, Place place) throws Exception {
    this.area = area;
    this.place = place;
    programs =
        PostgresInstallation.find(
                Optional.ofNullable(System.getProperty("saksi.postgres.bin")).map(Path::of))
            .binDirectory();
    Path home = Shipped.handOver(Files.createDirectories(area.home("former")));
    data = home.resolve("main");
    settings = Shipped.handOver(Files.createDirectories(area.home("former-etc")));
  }

  Path data() {
    return data;
  }

  /** Where Debian says whether pg_ctlcluster may start it. */
  Path startFile() {
    return settings.resolve("start.conf");
  }

  Path rulesFile() {
    return settings.resolve("pg_hba.conf");
  }

  void make() throws Exception {
    run("initdb", "--pgdata=" + data, "--username=owner", "--auth=trust", "--encoding=UTF8");
    file(
        "postgresql.conf",
        """
        data_directory = '%s'
        hba_file = '%s'
        listen_addresses = '%s'
        port = %d
        unix_socket_directories = ''
        work_mem = 7MB
        log_line_prefix = 'it''s [%%p] '
        """
            .formatted(data, settings.resolve("pg_hba.conf"), place.host(), place.postgres()));
    file(
        "pg_hba.conf",
        """
        # what a package ships, and a line for an application
        local all all trust
        host replication all 127.0.0.1/32 trust
        host all owner 127.0.0.0/8 trust
        host app app 127.0.0.0/8 trust
        """);
    file("start.conf", "auto\n");
  }

  private void file(String name, String text) throws IOException {
    Shipped.handOver(Files.writeString(settings.resolve(name), text));
  }

  void start() throws Exception {
    control("start", "-l", area.log("former").toString());
  }

  void stop() throws Exception {
    control("stop", "-m", "fast");
  }

  /** One that has been promoted before does not write on the first timeline. */
  void promote() throws Exception {
    stop();
    Shipped.handOver(Files.createFile(data.resolve("standby.signal")));
    start();
    control("promote");
  }

  private void control(String what, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(what, "-w", "-D", data.toString()));
    if (what.equals("start")) {
      arguments.addAll(List.of("-o", "-c config_file=" + settings.resolve("postgresql.conf")));
    }
    arguments.addAll(List.of(more));
    run("pg_ctl", arguments.toArray(String[]::new));
  }

  private void run(String program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(programs.resolve(program).toString()));
    command.addAll(List.of(arguments));
    Path log = area.log("former-" + program);
    Process process =
        new ProcessBuilder(Shipped.asItsUser(command))
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    assertThat(process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)).as("%s", command).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
  }

  String url(String user) {
    return "jdbc:postgresql://" + place.postgresAddress() + "/postgres?user=" + user;
  }
}
