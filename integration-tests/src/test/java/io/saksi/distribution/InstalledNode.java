package io.saksi.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.it.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A node as an administrator sees it: dpkg, systemctl, files. Processes are named by their number
 * there.
 */
record InstalledNode(Machine machine) {
  private static final String DATA = "/var/lib/saksi/data";

  String output(String... command) throws Exception {
    return machine.output(command);
  }

  /** What dpkg says. */
  String install(Packages packages) throws Exception {
    Path deb = machine.file("/root/saksi.deb");
    Files.copy(packages.deb(), deb, StandardCopyOption.REPLACE_EXISTING);
    return output("dpkg", "--install", "/root/saksi.deb");
  }

  /** As the examples and the documents tell it. */
  void configure() throws Exception {
    output(
        "install",
        "-o",
        "postgres",
        "-g",
        "postgres",
        "-m",
        "0600",
        "/dev/null",
        "/etc/saksi/secret");
    output("sh", "-c", "head -c 32 /dev/urandom | base64 >/etc/saksi/secret");
    Files.writeString(
        machine.file("/root/first.sql"),
        "CREATE ROLE app LOGIN;\nCREATE DATABASE app OWNER app;\n");
    output("install", "-m", "0644", "/root/first.sql", "/etc/saksi/first.sql");
    String example = Files.readString(machine.file("/etc/saksi/agent.conf.example"));
    writeOptions(
        example
            .replace("#--bootstrap", "--bootstrap")
            .replace(
                "#--client-hba \"host all all 10.0.0.0/24 scram-sha-256\"",
                "--client-hba \"host app app 10.0.0.0/24 trust\""));
    Files.writeString(
        machine.file("/etc/saksi/router.conf"),
        Files.readString(machine.file("/etc/saksi/router.conf.example"))
            .replace("10.0.0.1:7400,10.0.0.2:7400,10.0.0.3:7400", "10.0.0.1:7400"));
  }

  String options() throws IOException {
    return Files.readString(machine.file("/etc/saksi/agent.conf"));
  }

  void writeOptions(String options) throws IOException {
    Files.writeString(machine.file("/etc/saksi/agent.conf"), options);
  }

  /** A primary serves; asked as people do, without saying where. */
  void awaitOpen(Duration bound) throws Exception {
    Await.until("an open primary", bound, () -> machine.run("saksi", "status").code() == 0);
  }

  String state(String unit) throws Exception {
    return machine.run("systemctl", "is-active", unit).out().strip();
  }

  String guard() throws Exception {
    return mainProcess("saksi");
  }

  String router() throws Exception {
    return mainProcess("saksi-router");
  }

  private String mainProcess(String unit) throws Exception {
    return output("systemctl", "show", "--property", "MainPID", "--value", unit).strip();
  }

  String agent() throws Exception {
    return output("pgrep", "--exact", "saksi-agent").strip();
  }

  String postmaster() throws Exception {
    return output("head", "-n", "1", DATA + "/postmaster.pid").strip();
  }

  String programOf(String process) throws Exception {
    return output("readlink", "/proc/" + process + "/exe").strip();
  }

  /** By which commands go now. */
  String version() throws Exception {
    String home = output("readlink", "--canonicalize", "/usr/lib/saksi/current").strip();
    return home.substring(home.lastIndexOf('/') + 1);
  }

  List<String> versions() throws Exception {
    return output("ls", "/usr/lib/saksi/versions").lines().toList();
  }

  String controlData() throws Exception {
    try (Stream<Path> programs = Files.list(machine.file("/usr/lib/postgresql"))) {
      String major =
          programs
              .map(each -> each.getFileName().toString())
              .max((a, b) -> Integer.compare(Integer.parseInt(a), Integer.parseInt(b)))
              .orElseThrow();
      return output("/usr/lib/postgresql/" + major + "/bin/pg_controldata", DATA);
    }
  }

  String journal() throws Exception {
    Launched run = machine.run("journalctl", "--no-pager", "--lines", "300");
    assertThat(run.code()).isZero();
    Path log = machine.file("/var/log/saksi/guard.log");
    return run.out() + (Files.exists(log) ? Files.readString(log) : "");
  }
}
