/* Stands between a program and the C library, to make a disk slow or full on cue:
 *
 *   FAULT_FSYNC_DELAY_MS   how much longer fsync and fdatasync take
 *   FAULT_DISK_FULL        while a file of this name exists, no regular file takes another byte
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static void delay(void) {
    const char *text = getenv("FAULT_FSYNC_DELAY_MS");
    if (text == NULL) return;
    long ms = atol(text);
    struct timespec wait = {ms / 1000, (ms % 1000) * 1000000L};
    nanosleep(&wait, NULL);
}

/* Pipes and sockets have no disk to fill. */
static int is_full(int fd) {
    const char *sign = getenv("FAULT_DISK_FULL");
    struct stat found;
    int before = errno;
    int full = sign != NULL && access(sign, F_OK) == 0 && fstat(fd, &found) == 0 &&
               S_ISREG(found.st_mode);
    errno = full ? ENOSPC : before;
    return full;
}

int fsync(int fd) {
    delay();
    return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd);
}

int fdatasync(int fd) {
    delay();
    return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd);
}

ssize_t write(int fd, const void *bytes, size_t count) {
    if (is_full(fd)) return -1;
    return ((ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write"))(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    if (is_full(fd)) return -1;
    return ((ssize_t(*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, "pwrite"))(fd, bytes,
                                                                                      count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    if (is_full(fd)) return -1;
    return ((ssize_t(*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64"))(
        fd, bytes, count, at);
}
