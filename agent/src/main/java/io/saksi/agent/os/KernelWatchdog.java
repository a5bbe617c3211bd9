package io.saksi.agent.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/** The device of the kernel's watchdog API (Documentation/watchdog/watchdog-api). */
public final class KernelWatchdog implements Watchdog {
  private static final int O_WRONLY = 1;
  private static final int O_CLOEXEC = 0x80000;
  private static final int EACCES = 13;
  private static final int EBUSY = 16;

  private static final long GET_SUPPORT = 0x80285700L;
  private static final long KEEP_ALIVE = 0x80045705L;
  private static final long SET_TIMEOUT = 0xC0045706L;
  private static final int SIZE_OF_INFO = 40;
  private static final int CAN_SET_TIMEOUT = 0x80;
  private static final int CAN_MAGIC_CLOSE = 0x100;
  private static final byte MAGIC = 'V';

  private static final MethodHandle OPEN = Libc.function("open");
  private static final MethodHandle IOCTL = Libc.function("ioctl");
  private static final MethodHandle WRITE = Libc.function("write");
  private static final MethodHandle CLOSE = Libc.function("close");

  private final Path device;
  private final int descriptor;
  private final int options;

  private KernelWatchdog(Path device, int descriptor, int options) {
    this.device = device;
    this.descriptor = descriptor;
    this.options = options;
  }

  /**
   * Opens it: its timer runs from here on.
   *
   * @throws OsException where there is none, or somebody else has it, or it cannot be set
   */
  public static Watchdog open(Path device) {
    int opened = opened(device);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(SIZE_OF_INFO, 8);
      int result = Libc.call(IOCTL, opened, GET_SUPPORT, info.address(), 0, 0);
      int options = result < 0 ? 0 : info.get(JAVA_INT, 0);
      if ((options & CAN_SET_TIMEOUT) == 0) {
        Libc.call(CLOSE, opened, 0, 0, 0, 0);
        throw new OsException(
            result < 0
                ? device + " is not a watchdog: name the device, or leave --watchdog out"
                : device + ": the time of this watchdog cannot be set: leave --watchdog out");
      }
      return new KernelWatchdog(device, opened, options);
    }
  }

  private static int opened(Path device) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom(device.toString());
      int result = Libc.call(OPEN, path.address(), O_WRONLY | O_CLOEXEC, 0, 0, 0);
      return switch (-result) {
        case Libc.ENOENT ->
            throw new OsException(
                "there is no "
                    + device
                    + ": load its driver (softdog where the machine has none), or leave --watchdog"
                    + " out");
        case EACCES, Libc.EPERM ->
            throw new OsException(device + " may not be opened: give the device to this user");
        case EBUSY ->
            throw new OsException(
                device
                    + " is fed by somebody else: see RuntimeWatchdogSec of systemd, and the daemons"
                    + " watchdog and sbd");
        default -> {
          if (result < 0) {
            throw new OsException("cannot open " + device + ": errno " + -result);
          }
          yield result;
        }
      };
    }
  }

  @Override
  public int timeout(int seconds) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      value.set(JAVA_INT, 0, seconds);
      int result = Libc.call(IOCTL, descriptor, SET_TIMEOUT, value.address(), 0, 0);
      if (result < 0) {
        throw new OsException(device + " cannot be set to " + seconds + " s: errno " + -result);
      }
      return value.get(JAVA_INT, 0);
    }
  }

  @Override
  public void feed() {
    int result = Libc.call(IOCTL, descriptor, KEEP_ALIVE, 0, 0, 0);
    if (result < 0) {
      throw new OsException(device + " could not be fed: errno " + -result);
    }
  }

  @Override
  public boolean canStop() {
    return (options & CAN_MAGIC_CLOSE) != 0 && !neverStops();
  }

  @Override
  public void stop() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment magic = arena.allocate(JAVA_BYTE);
      magic.set(JAVA_BYTE, 0, MAGIC);
      Libc.call(WRITE, descriptor, magic.address(), 1, 0, 0);
    }
    abandon();
  }

  @Override
  public void abandon() {
    Libc.call(CLOSE, descriptor, 0, 0, 0, 0);
  }

  /** A driver may be told to run on for ever once it was opened. */
  private boolean neverStops() {
    Path name = device.getFileName();
    String entry = name.toString().equals("watchdog") ? "watchdog0" : name.toString();
    try {
      return Files.readString(Path.of("/sys/class/watchdog", entry, "nowayout"))
          .strip()
          .equals("1");
    } catch (IOException e) {
      return false; // an older kernel does not say
    }
  }
}
