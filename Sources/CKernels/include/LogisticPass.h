#ifndef CHURN_LOGISTIC_PASS_H
#define CHURN_LOGISTIC_PASS_H

#include <stddef.h>

// The levels of churn_simd_level; a larger number includes the smaller ones.
enum { CHURN_SIMD_BASELINE = 0, CHURN_SIMD_AVX2 = 1, CHURN_SIMD_AVX512 = 2 };

// Rows are taken in blocks of this many; a range starts at a multiple of it.
enum { CHURN_LOGISTIC_BLOCK = 128 };

// What a pass reads; nothing of it is written.
typedef struct {
  const double *columns;       // rows x column_count, one column after the other
  size_t rows;                 // n
  size_t column_count;         // p
  const double *signs;         // n: +1 churned, -1 retained
  const double *weights;       // n, or NULL when every row counts once
  const double *coefficients;  // p + 1, the intercept last
} churn_logistic_problem;

// The order of the Gram matrix: p + 1 rounded up to a multiple of 8.
size_t churn_logistic_order(size_t column_count);

// How many doubles of scratch one call needs.
size_t churn_logistic_scratch(size_t column_count);

// Adds the rows first..<last to the sums; of every `step` blocks only the first is taken.
//
// gradient  p + 1: sum of w (probability - label) x
// gram      order x order, or NULL: sum of w p (1 - p) x x', in 8 x 8 tiles on and above the diagonal
// loss      sum of w times the log loss
// roots     last - first, or NULL: the square root of w p (1 - p) of every row taken
void churn_logistic_pass(
    int level, const churn_logistic_problem *problem, size_t first, size_t last, size_t step,
    double *gradient, double *gram, double *loss, double *roots, double *scratch);

#endif
