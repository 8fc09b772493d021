#ifndef CPUFEATURES_H
#define CPUFEATURES_H

/// The widest vector instructions that this processor and its operating system offer:
/// 0 = baseline, 1 = AVX2 with FMA, 2 = AVX-512 (F, BW, DQ, VL, CD).
static inline int churn_simd_level(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
      && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
      && __builtin_cpu_supports("avx512cd")) {
    return 2;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) { return 1; }
#endif
  return 0;
}

#endif
