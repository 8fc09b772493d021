// Shapley values of trees along their own paths, built once for each instruction set.
//
// Of a leaf with value v whose path asks the features 1...d, a row obeys all of feature k's edges
// (met_k = 1) or not (0), and a share z_k of the training rows does. Feature k moves the row by
//
//   v (met_k - z_k) * integral over t in [0, 1] of prod over j != k of ((1 - t) z_j + t met_j).
//
// The integrand is a polynomial of degree d - 1, so a Gauss-Legendre rule of d / 2 nodes is exact.
// At each of its nodes the product is carried down the tree, one factor an edge, and the sums over
// leaves are carried up, where an edge adds (met - z) / factor to its feature. When a feature is
// asked again, the factor of its earlier edge is replaced by the new one, above and below.
//
// met of the earlier edge and of the edge itself leave three cases: 0 0, 1 0, 1 1; their factors
// stand in tables, and a row picks a line by the sum of the two. The tables are read from one end
// to the other: one in the order in which edges are entered, one in that in which they are left.

#include "TreeShapley.h"

#include <string.h>

#pragma STDC FP_CONTRACT OFF

#define ROWS CHURN_SHAPLEY_ROWS
#define GROUP CHURN_SHAPLEY_GROUP

static inline uint8_t is_in(const uint8_t *set, uint8_t bin) {
  return set[bin >> 3] >> (bin & 7) & 1;
}

#define LINE 64
#define FACTORS (3 * CHURN_SHAPLEY_NODES)

// The factors of each edge on the way down and on the way up, the products and the sums of each
// depth, the values of each slot, and what rows obey. All begin with a cache line, as a register
// that crosses two costs twice as much.
size_t churn_shapley_scratch(const churn_path_tree *tree) {
  const size_t lines = 2 * (tree->depth + 1) + tree->slots;
  const size_t doubles = 2 * tree->count * FACTORS + lines * ROWS * CHURN_SHAPLEY_NODES;
  return LINE + doubles * sizeof(double) + 2 * tree->count * GROUP;
}

#define NAME4(x) x##_baseline4
#define NAME8(x) x##_baseline8
#define TARGET
#include "TreeShapleyLevel.h"

#if defined(__x86_64__)

#define NAME4(x) x##_avx2_4
#define NAME8(x) x##_avx2_8
#define TARGET __attribute__((target("avx2")))
#include "TreeShapleyLevel.h"

#define NAME4(x) x##_avx512_4
#define NAME8(x) x##_avx512_8
#define TARGET __attribute__((target("avx2,avx512f,avx512dq,avx512vl,avx512bw")))
#include "TreeShapleyLevel.h"

#endif

void churn_add_shapley(
    int level, const churn_path_tree *tree, int lanes, const double *points,
    const double *weights, const uint8_t *bins, size_t stride, size_t rows, double *out,
    size_t out_stride, uint8_t *scratch) {
  uint8_t *start = scratch + (LINE - (uintptr_t)scratch % LINE) % LINE;
  double *down = (double *)start;
  double *up = down + tree->count * FACTORS;
  uint64_t *met = (uint64_t *)(up + tree->count * FACTORS);
  uint64_t *cases = met + tree->count * GROUP / 8;
  double *levels = (double *)(cases + tree->count * GROUP / 8);
#define CALL(name)                                                                        \
  name(                                                                                   \
      tree, points, weights, bins, stride, rows, out, out_stride, down, up, met, cases, levels)
#if defined(__x86_64__)
  if (level >= 2) {
    lanes == 4 ? CALL(add_shapley_avx512_4) : CALL(add_shapley_avx512_8);
    return;
  }
  if (level == 1) {
    lanes == 4 ? CALL(add_shapley_avx2_4) : CALL(add_shapley_avx2_8);
    return;
  }
#endif
  lanes == 4 ? CALL(add_shapley_baseline4) : CALL(add_shapley_baseline8);
}
