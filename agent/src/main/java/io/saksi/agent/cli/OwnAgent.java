package io.saksi.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The agent of this host, asked where nobody says which: by its socket, for who may open that. Else
 * it listens at the one address that its options name, and seldom at 127.0.0.1.
 */
final class OwnAgent {
  /** Stands for it; no name of a host. */
  static final String WORD = ".";

  static final Path SOCKET = Path.of("/run/saksi/agent.sock");
  static final Path OPTIONS = Path.of("/etc/saksi/agent.conf");

  private static final AgentAddress OTHERWISE =
      new AgentAddress("127.0.0.1", AgentAddress.DEFAULT_PORT);
  private static final int MOST_LINES = 10_000;
  private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*");
  private static final Pattern LISTEN =
      Pattern.compile("(?:^|\\s)--listen[\\s=]+[\"']?([^\\s\"']+)");

  private OwnAgent() {}

  /** Its socket, if it may be opened. */
  static AgentAddress on(Path socket, Path options) {
    return Files.isWritable(socket) ? new AgentAddress(socket.toString(), 0) : in(options);
  }

  /** Where it listens by these options; what cannot be read is as good as nothing. */
  static AgentAddress in(Path options) {
    try (Stream<String> lines = Files.lines(options)) {
      List<String> meant =
          lines.limit(MOST_LINES).map(line -> COMMENT.matcher(line).replaceFirst("")).toList();
      return listen(String.join("\n", meant)).orElse(OTHERWISE);
    } catch (IOException | RuntimeException e) {
      return OTHERWISE;
    }
  }

  private static Optional<AgentAddress> listen(String options) {
    Matcher found = LISTEN.matcher(options);
    return found.find() ? Optional.of(AgentAddress.parse(found.group(1))) : Optional.empty();
  }
}
