#ifndef FILEMOVES_H
#define FILEMOVES_H

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

// Linux's moves that a plain rename cannot do. glibc declares renameat2 only for GNU sources, and
// the flags are those of <linux/fs.h>. Both return 0, or -1 with errno set.

static inline int churn_rename2(const char *source, const char *target, unsigned flags) {
#if defined(SYS_renameat2)
  return (int)syscall(SYS_renameat2, -100, source, -100, target, flags);
#else
  errno = ENOSYS;
  return -1;
#endif
}

/// Moves `source` to `target` unless something stands there (EEXIST).
static inline int churn_rename_to_free(const char *source, const char *target) {
  return churn_rename2(source, target, 1);
}

/// Exchanges two files or folders in one step.
static inline int churn_exchange(const char *source, const char *target) {
  return churn_rename2(source, target, 2);
}

#endif
