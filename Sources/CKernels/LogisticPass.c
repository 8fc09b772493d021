// One pass over the rows of a logistic regression, built once for each instruction set.

#include "LogisticPass.h"

#include <string.h>

#define BLOCK CHURN_LOGISTIC_BLOCK
#define PANEL 8

size_t churn_logistic_order(size_t column_count) {
  return (column_count + 1 + PANEL - 1) / PANEL * PANEL;
}

// A padded copy of the last block, the scaled panels, and per-row values.
size_t churn_logistic_scratch(size_t column_count) {
  return column_count * BLOCK + churn_logistic_order(column_count) * BLOCK + 5 * BLOCK + 8;
}

#define LANES 2
#define TILE_ROWS 4
#define NAME(x) x##_baseline
#define TARGET
#include "LogisticPassBody.h"
#undef LANES
#undef TILE_ROWS
#undef NAME
#undef TARGET

#if defined(__x86_64__)

#define LANES 4
#define TILE_ROWS 4
#define NAME(x) x##_avx2
#define TARGET __attribute__((target("avx2,fma")))
#include "LogisticPassBody.h"
#undef LANES
#undef TILE_ROWS
#undef NAME
#undef TARGET

#define LANES 8
#define TILE_ROWS 8
#define NAME(x) x##_avx512
#define TARGET __attribute__((target("avx2,fma,avx512f,avx512dq,avx512vl,avx512bw")))
#include "LogisticPassBody.h"
#undef LANES
#undef TILE_ROWS
#undef NAME
#undef TARGET

#endif

void churn_logistic_pass(
    int level, const churn_logistic_problem *problem, size_t first, size_t last, size_t step,
    double *gradient, double *gram, double *loss, double *roots, double *scratch) {
#if defined(__x86_64__)
  if (level >= CHURN_SIMD_AVX512) {
    pass_avx512(problem, first, last, step, gradient, gram, loss, roots, scratch);
    return;
  }
  if (level == CHURN_SIMD_AVX2) {
    pass_avx2(problem, first, last, step, gradient, gram, loss, roots, scratch);
    return;
  }
#endif
  pass_baseline(problem, first, last, step, gradient, gram, loss, roots, scratch);
}
