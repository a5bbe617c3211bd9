package io.saksi.agent.os;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a process tells about itself in its entry of /proc. Nothing here blocks on a disk. */
public final class OwnEntry {
  private static final Path SELF = Path.of("/proc/self");

  private OwnEntry() {}

  /**
   * The name that ps and pkill see, at most 15 bytes; see proc_pid_comm(5). Without it, all of
   * Java's processes are named alike, and one careless pkill means all of them. Best effort.
   */
  public static void rename(String name) {
    var _ = write("comm", name);
  }

  /**
   * How soon the kernel ends this process when memory runs out: -1000 never, 1000 first; see
   * proc_pid_oom_score_adj(5). Children inherit it. Best effort.
   *
   * @return whether it is so now: to lower it takes CAP_SYS_RESOURCE, or a start with as little
   */
  public static boolean oomScore(int adjustment) {
    return write("oom_score_adj", Integer.toString(adjustment));
  }

  /**
   * The program of this process and its arguments.
   *
   * @throws OsException where there is no /proc
   */
  public static List<String> commandLine() {
    try {
      // As the JDK decodes arguments, so that they are the same bytes when it passes them on.
      Charset given = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
      String text = new String(Files.readAllBytes(SELF.resolve("cmdline")), given);
      return List.of(text.substring(0, Math.max(0, text.length() - 1)).split("\0", -1));
    } catch (IOException e) {
      throw new OsException("cannot read /proc/self/cmdline; is /proc mounted?", e);
    }
  }

  private static boolean write(String file, String text) {
    try {
      Files.write(SELF.resolve(file), text.getBytes(StandardCharsets.US_ASCII));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
