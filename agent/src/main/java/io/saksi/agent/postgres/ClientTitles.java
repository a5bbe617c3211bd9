package io.saksi.agent.postgres;

import io.saksi.core.model.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells by a server process's title whether a client is logging in there. */
final class ClientTitles {
  /** As a client's process is titled until it has logged in. */
  private static final Pattern CLIENT =
      Pattern.compile("postgres: .*(\\(\\d+\\)|\\[local\\])( \\w+)?");

  private final long postmaster;
  private final String postmasterTitle;
  private final Pattern ours;

  ClientTitles(Postmaster postmaster, NodeId node) {
    this.postmaster = postmaster.pid();
    this.postmasterTitle = title(postmaster.pid());
    // Our roles are treated alike by all versions of the rules.
    this.ours = Pattern.compile("postgres: " + node + ": (saksi postgres|walsender saksi_repl) .*");
  }

  List<ProcessHandle> children() {
    return ProcessHandle.of(postmaster).map(p -> p.children().toList()).orElse(List.of());
  }

  /**
   * Those of them whose clients are logging in.
   *
   * @param visible the processes in {@code pg_stat_activity}: who is there has logged in
   */
  List<ProcessHandle> loggingIn(List<ProcessHandle> children, Set<Long> visible) {
    return children.stream()
        .filter(child -> !visible.contains(child.pid()) && isLoggingIn(child))
        .toList();
  }

  boolean isLoggingIn(ProcessHandle child) {
    String title = title(child.pid());
    // Before its first message is read, a child still has the postmaster's own title.
    return title.equals(postmasterTitle)
        || (CLIENT.matcher(title).matches() && !ours.matcher(title).matches());
  }

  /** Empty if the process is gone. */
  static String title(long pid) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
      return new String(bytes, StandardCharsets.UTF_8).replace('\0', ' ').strip();
    } catch (IOException e) {
      return "";
    }
  }
}
