#ifndef CHURN_TREE_SHAPLEY_H
#define CHURN_TREE_SHAPLEY_H

#include <stddef.h>
#include <stdint.h>

// A node of a tree in the order of a walk that visits the left child right after its parent. An
// edge has the number of the node it leads to.
typedef struct {
  // The question, of inner nodes.
  uint32_t column;     // the column of bins
  uint32_t set;        // 1 + the place of the set of bins that go left; 0 = a threshold
  uint32_t threshold;  // bins up to it go left
  uint32_t right;      // the right child; 0 for a leaf
  // The edge from the parent, of all nodes but the first.
  uint32_t previous;   // the edge above it that is about the same feature; 0 if there is none
  uint32_t slot;       // the number of that feature among those of the tree
  uint32_t depth;      // the number of edges from the root
  uint32_t parent;
  double share;        // of the tree's rows that obey this edge and those of its feature above it,
                       // if only this feature's edges counted
  double before;       // the same without this edge
  // The value of a leaf.
  double value;
} churn_path_node;

// Quadrature nodes are taken this many at a time, rows in blocks of this many.
enum { CHURN_SHAPLEY_NODES = 8, CHURN_SHAPLEY_ROWS = 8, CHURN_SHAPLEY_GROUP = 64 };

typedef struct {
  const churn_path_node *nodes;
  size_t count;
  size_t slots;
  const uint32_t *features;  // of each slot
  size_t depth;
  const uint8_t *sets;  // 32 bytes a set
} churn_path_tree;

// How many bytes of scratch one tree needs, the place of its factors included.
size_t churn_shapley_scratch(const churn_path_tree *tree);

// Adds to out[feature * out_stride + row] the part of each row's Shapley values that `lanes` (4 or
// 8) nodes of a quadrature rule stand for. Column c of the bins starts at bins + c * stride; of the
// last group of 64 rows all are read.
void churn_add_shapley(
    int level, const churn_path_tree *tree, int lanes, const double *points,
    const double *weights, const uint8_t *bins, size_t stride, size_t rows, double *out,
    size_t out_stride, uint8_t *scratch);

#endif
