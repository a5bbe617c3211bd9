package io.saksi.agent.guard;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The read-write virtual addresses that the agent holds, in a file of the run directory, for its
 * guard. An address is in it before it is added, and until after it was removed.
 */
public final class HeldAddresses {
  public static final String NAME = "vip.held";

  private final Path file;

  public HeldAddresses(Path runDirectory) {
    file = runDirectory.resolve(NAME);
  }

  /**
   * One address.
   *
   * @param interfaceIndex 0 where a command holds it
   * @param command that takes it away, if the kernel alone cannot
   */
  public record Entry(
      int interfaceIndex,
      int prefix,
      InetAddress address,
      String interfaceName,
      Optional<Path> command) {
    private String line() {
      return String.join(
          "\t",
          Integer.toString(interfaceIndex),
          Integer.toString(prefix),
          address.getHostAddress(),
          interfaceName,
          command.map(Path::toString).orElse(""));
    }

    private static Optional<Entry> parse(String line) {
      String[] fields = line.split("\t", 5);
      try {
        return Optional.of(
            new Entry(
                Integer.parseInt(fields[0]),
                Integer.parseInt(fields[1]),
                InetAddress.ofLiteral(fields[2]),
                fields[3],
                fields[4].isEmpty() ? Optional.empty() : Optional.of(Path.of(fields[4]))));
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        return Optional.empty();
      }
    }
  }

  /** Replaces the list as a whole; nothing on tmpfs needs a flush. */
  public void write(List<Entry> entries) throws IOException {
    Path draft = file.resolveSibling(NAME + ".new");
    Files.write(draft, entries.stream().map(Entry::line).toList());
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Empty where there is no file; what cannot be understood is left out. */
  public List<Entry> read() throws IOException {
    try {
      // Not strictly: one byte that is damaged must not hide the addresses beside it.
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
          .lines()
          .map(Entry::parse)
          .flatMap(Optional::stream)
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** What a command is told of an address. */
  public static Map<String, String> environment(
      InetAddress address, int prefix, String interfaceName) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("SAKSI_VIP_ADDRESS", address.getHostAddress());
    environment.put("SAKSI_VIP_PREFIX", Integer.toString(prefix));
    environment.put("SAKSI_VIP_INTERFACE", interfaceName);
    environment.put("SAKSI_VIP_FAMILY", address.getAddress().length == 4 ? "inet" : "inet6");
    return environment;
  }
}
