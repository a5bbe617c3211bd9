package io.saksi.agent.os;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** Makes this process another program, under the same id and with the same children; execve(2). */
public final class Exec {
  private static final long CLOSE_RANGE = 436; // the same number on every architecture
  private static final long FIRST_OF_OURS = 3;
  private static final long LAST = 0xffff_ffffL;
  private static final long AT_EXEC = 4;

  private static final MethodHandle SYSCALL = Libc.function("syscall");
  private static final MethodHandle EXECV = Libc.function("execv");

  private Exec() {}

  /**
   * Does not return where it succeeds: all other threads end, files but the standard ones are
   * closed, and locks on them are lost. Children stay, and so does being a subreaper.
   *
   * @param command an absolute path, and the arguments
   * @throws OsException where it fails; nothing has changed then
   */
  public static void replaceThisProcess(List<String> command) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment arguments = arena.allocate(ADDRESS, command.size() + 1L);
      for (int i = 0; i < command.size(); i++) {
        arguments.setAtIndex(ADDRESS, i, arena.allocateFrom(command.get(i)));
      }
      // The runtime does not mark its files so: the next image would hold them for ever.
      int marked = Libc.call(SYSCALL, CLOSE_RANGE, FIRST_OF_OURS, LAST, AT_EXEC, 0);
      if (marked < 0) {
        throw new OsException("cannot upgrade in place: it needs Linux 5.11; errno " + -marked);
      }
      long path = arguments.getAtIndex(ADDRESS, 0).address();
      int result = Libc.call(EXECV, path, arguments.address(), 0, 0, 0);
      throw new OsException("cannot run " + command.getFirst() + ": errno " + -result);
    }
  }
}
