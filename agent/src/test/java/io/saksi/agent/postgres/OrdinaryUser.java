package io.saksi.agent.postgres;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/**
 * PostgreSQL refuses to run as root. Where the build does, the JVM of these tests becomes an
 * ordinary user, for good: that is why they are tagged, and have a JVM of their own.
 */
final class OrdinaryUser {
  static final String TAG = "ordinary-user";
  private static final int NOBODY = 65534;
  private static final int PR_SET_DUMPABLE = 4;

  private OrdinaryUser() {}

  static synchronized void become() throws IOException {
    if (!System.getProperty("user.name").equals("root") || call("geteuid", 0) != 0) {
      return;
    }
    openTheClassPath();
    require(groups() == 0 && call("setgid", NOBODY) == 0 && call("setuid", NOBODY) == 0);
    // Otherwise /proc of this process would belong to root.
    require(call("prctl", PR_SET_DUMPABLE, 1) == 0);
  }

  /** The ordinary user may not enter the directories where the jars are; open ones stay open. */
  private static void openTheClassPath() throws IOException {
    var none = OrdinaryUser.class.getClassLoader().getResources("no/such/resource");
    require(!none.hasMoreElements());
  }

  private static int groups() {
    try {
      return (int)
          handle("setgroups", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG))
              .invokeExact(0L, 0L);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static int call(String name, int argument) {
    try {
      return (int) handle(name, FunctionDescriptor.of(JAVA_INT, JAVA_INT)).invokeExact(argument);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static int call(String name, int first, int second) {
    try {
      return (int)
          handle(name, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT))
              .invokeExact(first, second);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @SuppressWarnings("restricted") // native access is what this class is for
  private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), descriptor);
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new AssertionError("cannot become an ordinary user");
    }
  }
}
