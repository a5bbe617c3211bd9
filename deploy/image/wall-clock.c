/*
 * For tests only: a wall clock that can jump, for one container. Preloaded, it adds what the file SAKSI_CLOCK holds (a
 * 64-bit number of nanoseconds) to the wall clock, in every process at the same moment. Elapsed time, and the kernel's own
 * timers, stay as they are: as when somebody sets a machine's clock.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL

static const long long none;
static const volatile long long *offset = &none;
static int (*original)(clockid_t, struct timespec *);

__attribute__((constructor)) static void open_clock(void) {
  const char *path = getenv("SAKSI_CLOCK");
  int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0)
    return;
  void *mapped = mmap(NULL, sizeof none, PROT_READ, MAP_SHARED, file, 0);
  /* Beyond the end of a short file a read would be a bus error. */
  if (mapped != MAP_FAILED && lseek(file, 0, SEEK_END) >= (off_t)sizeof none)
    offset = mapped;
  close(file);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  if (!original)
    original = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  int status = original(clock, time);
  if (status == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
    long long jump = *offset;
    time->tv_sec += jump / SECOND;
    time->tv_nsec += jump % SECOND;
    if (time->tv_nsec >= SECOND) {
      time->tv_nsec -= SECOND;
      time->tv_sec++;
    } else if (time->tv_nsec < 0) {
      time->tv_nsec += SECOND;
      time->tv_sec--;
    }
  }
  return status;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  struct timespec time;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &time);
  now->tv_sec = time.tv_sec;
  now->tv_usec = time.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *seconds) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  if (seconds)
    *seconds = now.tv_sec;
  return now.tv_sec;
}
