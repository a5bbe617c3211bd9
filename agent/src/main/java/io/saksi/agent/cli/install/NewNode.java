package io.saksi.agent.cli.install;

import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.tls.Pem;
import io.saksi.agent.tls.TlsFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a new node needs; all of it, or nothing. */
final class NewNode {
  private final NodeOptions options;
  private final Installed installed;
  private final Owner owner;
  private Path data;

  NewNode(NodeOptions options) throws IOException {
    this.options = options;
    installed = options.installed();
    installed.requireNone();
    owner = options.owner();
  }

  /**
   * What it is given.
   *
   * @param certificate PEM: its own, then the authority's
   * @param authorities PEM, all that it trusts
   */
  record Papers(
      String cluster,
      String secret,
      String authorities,
      String certificate,
      PrivateKey key,
      String authorityKey) {}

  /**
   * Writes files; the options come last, for without them no agent starts.
   *
   * @param more options of the agent besides those that every node has
   */
  void write(Papers papers, boolean witness, List<String> more) throws IOException {
    try {
      owner.directory(installed.directory());
      TlsFiles tls = installed.tls();
      owner.directory(tls.directory());
      owner.open(tls.authorities(), papers.authorities());
      owner.open(tls.certificate(), papers.certificate());
      owner.secret(tls.key(), Pem.ofKey(papers.key()));
      owner.secret(tls.authorityKey(), papers.authorityKey());
      owner.secret(installed.secret(), papers.secret());
      List<String> lines = new ArrayList<>();
      lines.add(
          "# The options of this node's agent, one a line: saksi agent --help says what they"
              + " mean.");
      lines.add("# After a change: systemctl reload saksi (PostgreSQL goes on).");
      lines.addAll(options.lines(papers.cluster(), witness));
      lines.addAll(more);
      Path fresh = installed.options().resolveSibling("agent.conf.new");
      owner.open(fresh, String.join("\n", lines) + "\n");
      data = Installed.parse(fresh).dataDirectory();
      owner.open(installed.options(), String.join("\n", lines) + "\n");
      Files.deleteIfExists(fresh);
      owner.directory(options.home());
    } catch (IOException | CliFailure e) {
      installed.remove();
      throw e;
    }
  }

  /** Somebody's, which no agent starts before it was adopted. */
  private boolean isDatabase() {
    return Files.exists(data.resolve("PG_VERSION"));
  }

  void tellNext(PrintWriter out, List<String> then) {
    out.println("Written: " + installed.options() + ", secret, tls/.");
    out.println();
    out.println("Next:");
    if (isDatabase()) {
      out.println(
          "  runuser -u " + options.user() + " -- saksi adopt --stop    # it says the rest");
      out.flush();
      return;
    }
    out.println("  systemctl enable --now saksi");
    out.println("  saksi doctor");
    then.forEach(line -> out.println("  " + line));
    out.println();
    out.println("Without systemd, as " + options.user() + ":");
    out.println(
        "  saksi guard --run-dir "
            + options.runDirectory()
            + " --data-dir "
            + data
            + " --log "
            + options.home().resolve("guard.log")
            + " -- saksi agent @"
            + installed.options());
    out.flush();
  }
}
