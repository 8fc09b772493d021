#ifndef THREAD_SHIMS_H
#define THREAD_SHIMS_H

/// Tells the processor that this thread is waiting in a loop.
static inline void churn_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

#endif
