#ifndef CHURN_TREE_SCORING_H
#define CHURN_TREE_SCORING_H

#include <stddef.h>
#include <stdint.h>

// `level` is that of churn_simd_level; the results are the same on all levels.

// The cuts of one column, ascending, at most 254, filled up with infinity. A value is looked up
// among the rounded ones, 16 at a time; where rounding hides an order, the exact ones decide.
typedef struct {
  const float *pivots;   // 16: the rounded cuts 15, 31, ... 239, then infinity
  const float *rounded;  // 256
  const double *exact;   // 256
} churn_cuts;

// bins[i] = 0 if values[i] is NaN, else 1 + the number of cuts below it.
void churn_bin_values(
    int level, const churn_cuts *cuts, const double *values, size_t count, uint8_t *bins);

// lowered[i] = bins[i] - 1, and 255 for bin 0.
void churn_lower_bins(const uint8_t *bins, size_t count, uint8_t *lowered);

// A question to the rows that stand at one leaf so far. Rows that answer yes stay; those that
// answer no go to leaf i + 1, where i is the number of the question in its tree.
typedef struct {
  uint32_t column;    // the column of bins
  uint16_t set;       // 1 + the place of a set of the tree, whose bins stay; 0 = a threshold
  uint8_t threshold;  // bins up to it stay
  uint8_t asked;      // the leaf whose rows are asked
} churn_question;

typedef struct {
  size_t trees;
  const churn_question *questions;  // of all trees, one after the other
  const size_t *starts;             // trees + 1: where a tree's questions begin; its leaves begin
                                    // one place later for each tree before it
  const double *values;             // of the leaves of all trees; at most 256 a tree
  const uint8_t *sets;              // 32 bytes a set, the lowest bin in the lowest bit
  const size_t *set_starts;         // where a tree's sets begin
} churn_question_trees;

// Rows are taken in blocks of this many.
enum { CHURN_TREE_BLOCK = 256 };

// Adds the trees' values, in their order, to the sums of `rows` rows, a multiple of the block.
// Column c of the bins starts at bins + c * stride.
void churn_add_questions(
    int level, const churn_question_trees *trees, const uint8_t *bins, size_t stride, size_t rows,
    double *sums);

// A node of a tree that rows walk down one by one. A leaf is its own child and keeps every row by
// the threshold 255.
typedef struct {
  uint32_t child;     // where rows go that answer yes; the others go one place further
  uint32_t question;  // column << 9 | (1 << 8 if a set is asked) | threshold
} churn_walk_node;

typedef struct {
  size_t trees;
  const churn_walk_node *nodes;  // of all trees, one after the other
  const double *values;          // of each node
  const uint32_t *set_places;    // of each node: the place of its set
  const uint32_t *roots;         // of each tree
  const uint8_t *sets;           // 32 bytes a set
} churn_walk_trees;

// The same for trees of any size; `rows` is a multiple of 8.
void churn_add_walks(
    const churn_walk_trees *trees, const uint8_t *bins, size_t stride, size_t rows, double *sums);

// A node for a single row, whose values have become whole numbers in the same order. A leaf is its
// own child, and nothing is above its cut.
typedef struct {
  uint64_t cut;     // values up to it go to `child`, others one place further; or a set's place
  uint32_t child;
  uint32_t column;  // the highest bit says that a set of bins is asked for
} churn_row_node;

typedef struct {
  size_t trees;
  const churn_row_node *nodes;  // of all trees, one after the other
  const double *values;         // of each node
  const uint32_t *roots;        // of each tree
  const uint8_t *sets;          // 32 bytes a set
  size_t set_count;
  size_t features;
  const int32_t *levels;  // of each feature: how many it knows, or -1 for a quantity
  const uint8_t *others;  // of each feature: the bin of unknown levels
} churn_row_trees;

// A number that is larger for larger values; the same for both zeros. Not for NaN.
uint64_t churn_row_key(double value);

// `base` plus the trees' values in their order. The row holds a value for each feature; scratch
// holds two numbers for each: columns where missing values are below all others, then columns where
// they are above.
double churn_sum_row(
    const churn_row_trees *trees, const double *row, double base, uint64_t *scratch);

#endif
