// Bins of values, and sums of trees over bins, built once for each instruction set.

#include "TreeScoring.h"
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#pragma STDC FP_CONTRACT OFF

#define BLOCK CHURN_TREE_BLOCK
// So many trees' leaves are looked up in one reading of the sums.
#define BATCH 4

// Adds to each row's sum the values of its leaves in `count` trees, in their order.
static inline __attribute__((always_inline)) void add_leaves(
    const double *const *values, uint8_t (*leaves)[BLOCK], size_t count, double *sums) {
  if (count == BATCH) {
    for (size_t row = 0; row < BLOCK; row++) {
      double sum = sums[row];
      for (size_t k = 0; k < BATCH; k++) sum += values[k][leaves[k][row]];
      sums[row] = sum;
    }
    return;
  }
  for (size_t k = 0; k < count; k++) {
    for (size_t row = 0; row < BLOCK; row++) sums[row] += values[k][leaves[k][row]];
  }
}

#define WIDTH 16
#define VECTORS 8
#define NAME(x) x##_baseline
#define TARGET
#include "TreeScoringBody.h"
#undef WIDTH
#undef VECTORS
#undef NAME
#undef TARGET

#if defined(__x86_64__)

#define WIDTH 32
#define VECTORS 8
#define NAME(x) x##_avx2
#define TARGET __attribute__((target("avx2,popcnt")))
#include "TreeScoringBody.h"
#undef WIDTH
#undef VECTORS
#undef NAME
#undef TARGET

#define WIDTH 64
#define VECTORS 4
#define NAME(x) x##_avx512
#define TARGET __attribute__((target("avx2,popcnt,avx512f,avx512dq,avx512vl,avx512bw")))
#include "TreeScoringBody.h"
#undef WIDTH
#undef VECTORS
#undef NAME
#undef TARGET

#endif

void churn_bin_values(
    int level, const churn_cuts *cuts, const double *values, size_t count, uint8_t *bins) {
#if defined(__x86_64__)
  if (level >= 2) {
    bin_values_avx512(cuts, values, count, bins);
    return;
  }
  if (level == 1) {
    bin_values_avx2(cuts, values, count, bins);
    return;
  }
#endif
  bin_values_baseline(cuts, values, count, bins);
}

void churn_lower_bins(const uint8_t *bins, size_t count, uint8_t *lowered) {
  for (size_t row = 0; row < count; row++) lowered[row] = (uint8_t)(bins[row] - 1);
}

void churn_add_questions(
    int level, const churn_question_trees *trees, const uint8_t *bins, size_t stride, size_t rows,
    double *sums) {
#if defined(__x86_64__)
  if (level >= 2) {
    add_questions_avx512(trees, bins, stride, rows, sums);
    return;
  }
  if (level == 1) {
    add_questions_avx2(trees, bins, stride, rows, sums);
    return;
  }
#endif
  add_questions_baseline(trees, bins, stride, rows, sums);
}
