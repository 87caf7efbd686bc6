/* A memory card that is wearing out, for SickDisk: loaded before a program (LD_PRELOAD), it makes each sync take SICKDISK_MS
 * longer and each SICKDISK_EVERY-th one another SICKDISK_STALL_MS, and lets all fail with EIO while the file SICKDISK_FAILS is
 * there. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static atomic_int calls;

static int number(const char *name) {
    const char *text = getenv(name);
    return text ? atoi(text) : 0;
}

static void wait_as_the_card(void) {
    int every = number("SICKDISK_EVERY");
    int n = atomic_fetch_add(&calls, 1) + 1;
    int ms = number("SICKDISK_MS") + (every && n % every == 0 ? number("SICKDISK_STALL_MS") : 0);
    struct timespec left = {ms / 1000, ms % 1000 * 1000000L};
    while (ms && nanosleep(&left, &left) && errno == EINTR) {
    }
}

static int fails(void) {
    const char *file = getenv("SICKDISK_FAILS");
    return file && access(file, F_OK) == 0;
}

#define SICK(name)                                     \
    int name(int fd) {                                 \
        static int (*real)(int);                       \
        if (!real) {                                   \
            real = (int (*)(int))dlsym(RTLD_NEXT, #name); \
        }                                              \
        wait_as_the_card();                            \
        if (fails()) {                                 \
            errno = EIO;                               \
            return -1;                                 \
        }                                              \
        return real(fd);                               \
    }

SICK(fsync)
SICK(fdatasync)
