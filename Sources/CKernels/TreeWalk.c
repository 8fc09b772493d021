// Walks down trees, several at a time: a step waits for memory, and another one can use the wait.

#include "TreeScoring.h"

#include <string.h>

#define LANES 8

static inline uint32_t is_outside(const uint8_t *set, uint8_t bin) {
  return (set[bin >> 3] >> (bin & 7) & 1) ^ 1;
}

void churn_add_walks(
    const churn_walk_trees *trees, const uint8_t *bins, size_t stride, size_t rows, double *sums) {
  for (size_t tree = 0; tree < trees->trees; tree++) {
    const uint32_t root = trees->roots[tree];
    for (size_t row = 0; row < rows; row += LANES) {
      uint32_t places[LANES], moved;
      for (int k = 0; k < LANES; k++) places[k] = root;
      do {
        moved = 0;
#pragma clang loop unroll(full)
        for (int k = 0; k < LANES; k++) {
          const churn_walk_node node = trees->nodes[places[k]];
          const uint8_t bin = bins[(node.question >> 9) * stride + row + k];
          uint32_t next = node.child + (bin > (uint8_t)node.question);
          if (__builtin_expect(node.question & 256, 0)) {
            const uint8_t *set = trees->sets + 32 * (size_t)trees->set_places[places[k]];
            next = node.child + is_outside(set, bin);
          }
          moved |= next ^ places[k];
          places[k] = next;
        }
      } while (moved);
      for (int k = 0; k < LANES; k++) sums[row + k] += trees->values[places[k]];
    }
  }
}

#define SET 0x80000000u

uint64_t churn_row_key(double value) {
  const double same_zero = value + 0.0;
  uint64_t bits;
  memcpy(&bits, &same_zero, sizeof bits);
  return bits >> 63 ? ~bits : bits | 1ull << 63;
}

// Walks `lanes` trees from their roots to their leaves.
static inline __attribute__((always_inline)) void walk_row(
    const churn_row_trees *trees, const uint64_t *row, const int lanes, const int has_sets,
    uint32_t *places) {
  const churn_row_node *nodes = trees->nodes;
  uint32_t moved;
  do {
    moved = 0;
#pragma clang loop unroll(full)
    for (int k = 0; k < lanes; k++) {
      const churn_row_node *node = nodes + places[k];
      uint32_t next = node->child;
      if (has_sets && node->column & SET) {
        const uint8_t *set = trees->sets + 32 * node->cut;
        next += is_outside(set, (uint8_t)row[node->column & ~SET]);
      } else {
        next += node->cut < row[node->column];
      }
      moved |= next ^ places[k];
      places[k] = next;
    }
  } while (moved);
}

static inline __attribute__((always_inline)) double sum_row(
    const churn_row_trees *trees, const uint64_t *row, double sum, const int has_sets) {
  uint32_t places[LANES];
  size_t tree = 0;
  for (; tree + LANES <= trees->trees; tree += LANES) {
    for (int k = 0; k < LANES; k++) places[k] = trees->roots[tree + k];
    walk_row(trees, row, LANES, has_sets, places);
    for (int k = 0; k < LANES; k++) sum += trees->values[places[k]];
  }
  for (; tree < trees->trees; tree++) {
    places[0] = trees->roots[tree];
    walk_row(trees, row, 1, has_sets, places);
    sum += trees->values[places[0]];
  }
  return sum;
}

double churn_sum_row(
    const churn_row_trees *trees, const double *row, double base, uint64_t *scratch) {
  const size_t p = trees->features;
  for (size_t j = 0; j < p; j++) {
    const double value = row[j];
    const int32_t levels = trees->levels[j];
    if (levels < 0) {
      const uint64_t key = churn_row_key(value);
      scratch[j] = value == value ? key : 0;
      scratch[p + j] = value == value ? key : UINT64_MAX;
    } else {
      scratch[j] = !(value >= 0) ? 0 : value < levels ? 1 + (uint64_t)value : trees->others[j];
    }
  }
  return trees->set_count == 0 ? sum_row(trees, scratch, base, 0)
                               : sum_row(trees, scratch, base, 1);
}
