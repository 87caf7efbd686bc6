/* A memory card that is wearing out, for LoadBench: loaded before a program (LD_PRELOAD), it makes each fsync take SLOWSYNC_MS
 * longer and each SLOWSYNC_EVERY-th one another SLOWSYNC_STALL_MS. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

static atomic_int calls;

static int number(const char *name) {
    const char *text = getenv(name);
    return text ? atoi(text) : 0;
}

static void wait_as_the_card(void) {
    int every = number("SLOWSYNC_EVERY");
    int n = atomic_fetch_add(&calls, 1) + 1;
    int ms = number("SLOWSYNC_MS") + (every && n % every == 0 ? number("SLOWSYNC_STALL_MS") : 0);
    struct timespec left = {ms / 1000, ms % 1000 * 1000000L};
    while (ms && nanosleep(&left, &left) && errno == EINTR) {
    }
}

#define SLOW(name)                                     \
    int name(int fd) {                                 \
        static int (*real)(int);                       \
        if (!real) {                                   \
            real = (int (*)(int))dlsym(RTLD_NEXT, #name); \
        }                                              \
        wait_as_the_card();                            \
        return real(fd);                               \
    }

SLOW(fsync)
SLOW(fdatasync)
