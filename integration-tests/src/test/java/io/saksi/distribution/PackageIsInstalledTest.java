package io.saksi.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.os.Capabilities;
import io.saksi.it.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a Debian host with PostgreSQL to a node that runs, is upgraded under a client's session, and
 * is removed: dpkg, systemd and the units as they are.
 */
@Tag("packages")
@Timeout(value = 25, unit = TimeUnit.MINUTES)
class PackageIsInstalledTest {
  private static final Duration OPENS_WITHIN = Duration.ofMinutes(2);
  private static final Duration LOOKS_WITHIN = Duration.ofSeconds(30);

  /** See capabilities(7). */
  private static final int SYS_RESOURCE = 24;

  @TempDir private Path folder;

  @Test
  void fromTheInstallationThroughAnUpgradeToTheRemoval() throws Exception {
    Packages first = Packages.ofThisBuild();
    Packages second = Packages.make("true", folder.resolve("second"), "--version", "2.0");
    try (Machine machine = Machine.start()) {
      InstalledNode node = new InstalledNode(machine);
      try {
        tell(node, first, second);
      } catch (Exception | AssertionError e) {
        System.out.println(node.journal());
        throw e;
      }
    }
  }

  private static void tell(InstalledNode node, Packages first, Packages second) throws Exception {
    nothingRunsBeforeItIsConfigured(node, first);
    theFirstNodeFoundsACluster(node);
    theUnitGrantsWhatTheGuardWantsAndNoMore(node);
    try (Session session = Session.byTheRouter(node)) {
      optionsThatAreWrongStopNothing(node);
      anUpgradeLeavesPostgresAlone(node, second, session);
    }
    aGuardThatIsKilledTakesEverythingAlongAndComesBack(node);
    aRemovalStopsInOrderAndKeepsWhatIsNotThePackages(node);
  }

  private static void nothingRunsBeforeItIsConfigured(InstalledNode node, Packages packages)
      throws Exception {
    assertThat(node.install(packages)).contains("nothing was started");
    assertThat(node.output("saksi", "--version")).startsWith("saksi ");
    assertThat(node.output("systemd-analyze", "verify", "saksi.service", "saksi-router.service"))
        .isEmpty();
    node.output("systemctl", "start", "saksi", "saksi-router");
    assertThat(node.state("saksi")).isEqualTo("inactive");
    assertThat(node.state("saksi-router")).isEqualTo("inactive");
    assertThat(node.machine().file("/etc/saksi/secret")).doesNotExist();
  }

  private static void theFirstNodeFoundsACluster(InstalledNode node) throws Exception {
    node.configure();
    assertThat(node.output("saksi", "agent", "--check", "@/etc/saksi/agent.conf")).isEmpty();
    node.output("systemctl", "start", "saksi", "saksi-router");
    node.awaitOpen(OPENS_WITHIN);
    // How fast a new agent has to be is for other tests; here the machine may be as busy as it is.
    node.output("saksi", "settings", "lease-ttl=60s");
    assertThat(node.output("systemctl", "is-enabled", "saksi", "saksi-router"))
        .isEqualTo("enabled\nenabled\n");
  }

  private static void theUnitGrantsWhatTheGuardWantsAndNoMore(InstalledNode node) throws Exception {
    String log = Files.readString(node.machine().file("/var/log/saksi/guard.log"));
    assertThat(log)
        .contains("PostgreSQL is killed as the cgroup /sys/fs/cgroup/system.slice/saksi.service/")
        .doesNotContain("WARNING");
    assertThat(node.output("systemctl", "show", "saksi"))
        .contains("\nLimitMEMLOCK=infinity\n", "\nLimitRTPRIO=1\n", "\nLimitNICE=40\n")
        .contains("\nOOMScoreAdjust=-1000\n", "\nOOMPolicy=continue\n", "\nKillMode=mixed\n");
    // A root that may not raise limits cannot grant them: in some virtual machines and containers.
    if (Capabilities.has(SYS_RESOURCE)) {
      assertThat(log)
          .contains("is not ended when memory runs out", "its memory is locked")
          .doesNotContain("may not", "may be ended");
    }
    for (String process : new String[] {node.guard(), node.agent(), node.postmaster()}) {
      String status = node.output("cat", "/proc/" + process + "/status");
      assertThat(status)
          .as(node.output("cat", "/proc/" + process + "/comm"))
          .containsPattern("CapBnd:\t0{16}\n")
          .containsPattern("NoNewPrivs:\t1\n")
          .contains("Uid:\t" + node.output("id", "-u", "postgres").strip() + "\t");
    }
    // What it says of a single node, of limits and of the machine is not the package's.
    String said = node.machine().run("runuser", "-u", "postgres", "--", "saksi", "doctor").out();
    assertThat(said)
        .contains(" checks, ")
        .doesNotContain("NO_GUARD", "GUARD_MAY_NOT_KILL", "NO_CGROUP_V2", "FEW_OPEN_FILES")
        .doesNotContain("RUN_DIRECTORY_ON_DISK", "SECRET_", "FOREIGN_DATA", "NOT_OUR_ADDRESS")
        .doesNotContain("not looked at");
  }

  private static void optionsThatAreWrongStopNothing(InstalledNode node) throws Exception {
    String agent = node.agent();
    String options = node.options();
    node.writeOptions(options + "--priority many\n");
    assertThat(node.machine().run("systemctl", "reload", "saksi").code()).isNotZero();
    assertThat(node.agent()).isEqualTo(agent);
    node.writeOptions(options);
  }

  private static void anUpgradeLeavesPostgresAlone(
      InstalledNode node, Packages packages, Session session) throws Exception {
    String backend = session.ask("SELECT pg_backend_pid()");
    String guard = node.guard();
    String agent = node.agent();
    String postmaster = node.postmaster();
    String router = node.router();
    String former = node.version();
    assertThat(node.programOf(guard)).contains(former);

    assertThat(node.install(packages))
        .contains("PostgreSQL went on", "the router goes on in its former version");

    assertThat(node.version()).startsWith("2.0-").isNotEqualTo(former);
    assertThat(node.guard()).isEqualTo(guard);
    assertThat(node.programOf(guard)).contains(node.version());
    assertThat(node.agent()).isNotEqualTo(agent);
    assertThat(node.programOf(node.agent())).contains(node.version());
    assertThat(node.postmaster()).isEqualTo(postmaster);
    assertThat(node.router()).isEqualTo(router);
    assertThat(node.programOf(router)).as("nothing is changed below it").contains(former);
    node.awaitOpen(LOOKS_WITHIN);
    assertThat(session.ask("SELECT pg_backend_pid()")).as("the session goes on").isEqualTo(backend);

    node.output("systemctl", "restart", "saksi-router");
    node.install(packages);
    assertThat(node.versions()).as("what nothing runs from is removed").hasSize(1);
  }

  private static void aGuardThatIsKilledTakesEverythingAlongAndComesBack(InstalledNode node)
      throws Exception {
    String guard = node.guard();
    String postmaster = node.postmaster();
    node.output("kill", "-KILL", guard);
    Await.until("the next guard", LOOKS_WITHIN, () -> !node.guard().matches(guard + "|0"));
    assertThat(node.machine().run("test", "-e", "/proc/" + postmaster + "/exe").code())
        .as("a PostgreSQL that nobody guards")
        .isNotZero();
    node.awaitOpen(OPENS_WITHIN);
  }

  private static void aRemovalStopsInOrderAndKeepsWhatIsNotThePackages(InstalledNode node)
      throws Exception {
    node.output("dpkg", "--remove", "saksi");
    assertThat(node.machine().run("pgrep", "-u", "postgres").out()).isEmpty();
    assertThat(node.controlData()).contains("Database cluster state:               shut down\n");
    assertThat(node.output("journalctl", "--unit", "saksi", "--lines", "20"))
        .contains("saksi.service: Deactivated successfully");
    assertThat(node.machine().file("/usr/lib/saksi")).doesNotExist();

    assertThat(node.output("dpkg", "--purge", "saksi"))
        .contains(
            "/var/lib/saksi was left",
            "/etc/saksi was left: agent.conf first.sql router.conf secret");
    assertThat(node.controlData()).contains("shut down");
    assertThat(node.machine().file("/var/lib/saksi/raft")).isDirectory();
    assertThat(node.machine().file("/etc/saksi/agent.conf.example")).doesNotExist();
  }
}
