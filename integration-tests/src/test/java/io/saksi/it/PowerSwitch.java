package io.saksi.it;

import io.saksi.agent.os.ProcessInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Stands in for a power switch: off ends every process that was plugged in for the node, at once,
 * stopped ones too; status says off when none of them is left, and on while nothing is plugged in.
 */
record PowerSwitch(Path directory, Path fenceFile) {
  private static final String PROGRAM =
      """
      #!/bin/sh
      action=
      nodename=
      while read -r line; do
        case $line in
          action=*) action=${line#*=} ;;
          nodename=*) nodename=${line#*=} ;;
        esac
      done
      echo "$action $nodename" >> "@BASE@.actions"
      plugged=$(cat "@BASE@.$nodename" 2>/dev/null)
      case $action in
        off)
          kill -9 $plugged
          for look in $(seq 100); do
            on=
            for pid in $plugged; do
              grep -q '^State:[[:space:]]*[ZX]' "/proc/$pid/status" 2>/dev/null && continue
              test -e "/proc/$pid" && on=1
            done
            test -n "$on" || exit 0
            sleep 0.05
          done
          exit 1 ;;
        status)
          test -n "$plugged" || exit 0
          for pid in $plugged; do
            grep -q '^State:[[:space:]]*[ZX]' "/proc/$pid/status" 2>/dev/null && continue
            test -e "/proc/$pid" && exit 0
          done
          exit 2 ;;
      esac
      exit 0
      """;

  static PowerSwitch in(Area area, List<String> nodes) throws IOException {
    Path base = area.home("power");
    Path program = area.file("fence_power", PROGRAM.replace("@BASE@", base.toString()));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    String sections =
        nodes.stream()
            .map(node -> "[" + node + "]\nagent = " + program + "\nplug = " + node + "\n")
            .collect(Collectors.joining());
    Path file = area.file("fence.conf", sections);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return new PowerSwitch(base, file);
  }

  /** What ends when the node is turned off. */
  void plugIn(String node, List<ProcessInfo> processes) throws IOException {
    String pids =
        processes.stream().map(p -> Long.toString(p.pid())).collect(Collectors.joining(" "));
    Path file = Path.of(directory + "." + node);
    Files.writeString(file, pids);
    Shipped.handOver(file);
  }

  void unplug(String node) throws IOException {
    Files.deleteIfExists(Path.of(directory + "." + node));
  }

  /** Each run's action and node. */
  List<String> actions() throws IOException {
    Path file = Path.of(directory + ".actions");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }
}
