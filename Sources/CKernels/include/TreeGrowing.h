#ifndef CHURN_TREE_GROWING_H
#define CHURN_TREE_GROWING_H

#include <stddef.h>
#include <stdint.h>

// The loops in which growing a tree on binned rows spends its time.
//
// record  one row on its way through the tree: its number in the low 32 bits, then its second-order
//         sum (hessian or weight, 0...32767), then its first-order sum (gradient or churned weight,
//         -32767...32767), 16 bits each
// cell    the sums of the rows of one bin: first order << 32, plus second order. Both are whole
//         numbers, so the sums of a cell do not depend on the order of the rows; the sum of all
//         second-order parts stays under 2^31
// block   the bins of some features, row after row, `stride` bytes a row

// Cells of a feature; bin 0 holds the missing values.
enum { CHURN_TREE_BINS = 256 };

// Adds records to the cells of the features of a block: cells[256 f + bin].
void churn_tree_histogram(
    const uint64_t *records, size_t count, const uint8_t *block, size_t stride, size_t features,
    int64_t *cells);

// Adds to the cells how much each row counts, in 2^-20: `weights` of the rows, or once for NULL.
void churn_tree_weights(
    const uint64_t *records, size_t count, const uint8_t *block, size_t stride, size_t features,
    const float *weights, int64_t *cells);

// cells -= part, element by element.
void churn_tree_subtract(int64_t *cells, const int64_t *part, size_t count);

// Moves the records whose bin in `column` is marked in goes_left (256 bytes of 0 or 1) to the front,
// keeping the order on both sides; returns their number. `spare` has room for all.
size_t churn_tree_partition(
    uint64_t *records, size_t count, const uint8_t *column, const uint8_t *goes_left,
    uint64_t *spare);

// What a cut must fulfil.
typedef struct {
  int64_t total;      // the cell of all rows of the node
  double l2;          // added to second-order sums, in their units
  double least;       // the least second-order sum of a side, at least 1
} churn_tree_node;

// The best cut of one feature.
typedef struct {
  double gain;            // first^2 / (second + l2), both sides added; -1 when there is no cut
  int32_t bin;            // the last bin that goes left
  int32_t missing_left;   // whether bin 0 goes left
  int64_t left;           // the sums of the rows that go left
} churn_tree_cut;

// The cut of largest gain among bins 1...bins - 2, the first of equals, missing values right before
// left. `level` as for the other kernels; the result does not depend on it.
churn_tree_cut churn_tree_best_cut(
    int level, const int64_t *cells, size_t bins, const churn_tree_node *node);

// What turns scores into records.
typedef struct {
  float first_scale;    // units of the first-order part for one unit of gradient
  float second_scale;   // the same of the hessian
  uint32_t seed;        // varies the rounding from tree to tree
} churn_tree_units;

// Writes a record for each row first..<last: gradient p - y and hessian p (1 - p) of the log loss at
// its score (log-odds). Rounded up or down at random, with the odds that keep the mean, by a hash of
// the score: rows of one score are rounded alike, wherever they stand.
//
// labels   1 churned, 0 retained
// weights  how often each row counts, or NULL; whole_weights: rounded before they are multiplied
void churn_tree_gradients(
    int level, const float *scores, const float *labels, const float *weights, int whole_weights,
    size_t first, size_t last, const churn_tree_units *units, uint64_t *records);

// Adds `value` to the scores of the rows of some records.
void churn_tree_add(const uint64_t *records, size_t count, float value, float *scores);

#endif
