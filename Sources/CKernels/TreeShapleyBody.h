// The loops of TreeShapley.h for one instruction set and width. Included once for each, with these
// defined:
//
// LANES    quadrature nodes at a time: 4 or 8
// NAME(x)  the name x of this variant
// TARGET   the attribute that allows its instructions

typedef double NAME(vd) __attribute__((vector_size(LANES * 8)));
typedef double NAME(vdu) __attribute__((vector_size(LANES * 8), aligned(8), may_alias));

#define V NAME(vd)
#define INLINE TARGET static inline __attribute__((always_inline))
#define LOAD(p) (*(const NAME(vdu) *)(p))
#define STORE(p, v) (*(NAME(vdu) *)(p) = (v))
// One number at each quadrature node, for each row.
#define LEVEL (ROWS * LANES)
#define EDGE (3 * LANES)

// For each edge three lines: by what the product is multiplied on the way down, and what the sum
// counts on the way up.
TARGET static __attribute__((noinline)) void NAME(factors)(
    const churn_path_node *nodes, size_t count, const double *points, double *down, double *up) {
  const V one = (V){0} + 1.0, t = LOAD(points), rest = one - t;
  const V unmet = -1.0 / rest;
  for (size_t edge = 1; edge < count; edge++) {
    down += EDGE;
    const double share = nodes[edge].share, before = nodes[edge].before;
    const V old = rest * before + t;
    // Without training rows above, the product is 0 already.
    STORE(down, (V){0} + (before > 0 ? share / before : 0.0));
    STORE(down + LANES, rest * share / old);
    STORE(down + 2 * LANES, (rest * share + t) / old);
    if (nodes[edge].right != 0) continue;
    for (size_t done = edge; done != 0; done = nodes[done].parent) {
      const double share = nodes[done].share, before = nodes[done].before;
      const V counted = (1.0 - before) / (rest * before + t);
      STORE(up, (V){0});
      STORE(up + LANES, unmet - counted);
      STORE(up + 2 * LANES, (1.0 - share) / (rest * share + t) - counted);
      up += EDGE;
      if (done == (size_t)nodes[done].parent + 1) break;
    }
  }
}

// cases[block * count + edge]: a byte for each row of the block, the sum of two: 1 if it obeys the
// edges of the same feature above this one, and 1 if it obeys this one, too.
INLINE void NAME(follow)(
    const churn_path_tree *tree, const uint8_t *bins, size_t stride, uint64_t *met,
    uint64_t *cases) {
  memset(met, 1, GROUP);
  for (size_t place = 0; place < tree->count; place++) {
    const churn_path_node node = tree->nodes[place];
    if (node.right == 0) continue;
    // Both children have the same earlier edge.
    const uint64_t *above = met + (size_t)tree->nodes[node.right].previous * (GROUP / 8);
    uint64_t *left = met + (place + 1) * (GROUP / 8);
    uint64_t *right = met + (size_t)node.right * (GROUP / 8);
    const uint8_t *column = bins + (size_t)node.column * stride;
    uint8_t *yes = (uint8_t *)left;
    if (node.set == 0) {
      const uint8_t threshold = (uint8_t)node.threshold;
      for (int row = 0; row < GROUP; row++) yes[row] = column[row] <= threshold ? 1 : 0;
    } else {
      const uint8_t *set = tree->sets + 32 * ((size_t)node.set - 1);
      for (int row = 0; row < GROUP; row++) yes[row] = is_in(set, column[row]);
    }
    for (int block = 0; block < GROUP / 8; block++) {
      const uint64_t before = above[block], own = before & left[block];
      left[block] = own;
      right[block] = before ^ own;
      cases[block * tree->count + place + 1] = before + own;
      cases[block * tree->count + node.right] = before + (before ^ own);
    }
  }
}

TARGET static __attribute__((noinline)) void NAME(block)(
    const churn_path_tree *tree, const double *down, const double *up, const double *weights,
    const uint8_t *cases, double *levels) {
  double *products = levels;
  double *sums = products + (tree->depth + 1) * LEVEL;
  double *values = sums + (tree->depth + 1) * LEVEL;
  memset(values, 0, tree->slots * LEVEL * sizeof(double));
  for (int row = 0; row < ROWS; row++) STORE(products + row * LANES, LOAD(weights));
  for (size_t edge = 1; edge < tree->count; edge++) {
    down += EDGE;
    const churn_path_node *node = tree->nodes + edge;
    const uint8_t *own = cases + edge * ROWS;
    const double *upper = products + (size_t)(node->depth - 1) * LEVEL;
    if (node->right != 0) {
      double *product = products + (size_t)node->depth * LEVEL;
      for (int row = 0; row < ROWS; row++) {
        const V factor = LOAD(down + own[row] * LANES);
        STORE(product + row * LANES, LOAD(upper + row * LANES) * factor);
      }
      continue;
    }
    const double value = node->value;
    double *total = sums + (size_t)(node->depth - 1) * LEVEL;
    double *slot = values + (size_t)node->slot * LEVEL;
    if (edge == (size_t)node->parent + 1) {
      for (int row = 0; row < ROWS; row++) {
        const V sum = LOAD(upper + row * LANES) * LOAD(down + own[row] * LANES) * value;
        STORE(total + row * LANES, sum);
        STORE(
            slot + row * LANES, LOAD(slot + row * LANES) + sum * LOAD(up + own[row] * LANES));
      }
      up += EDGE;
      continue;
    }
    for (int row = 0; row < ROWS; row++) {
      const V sum = LOAD(upper + row * LANES) * LOAD(down + own[row] * LANES) * value;
      STORE(total + row * LANES, LOAD(total + row * LANES) + sum);
      STORE(slot + row * LANES, LOAD(slot + row * LANES) + sum * LOAD(up + own[row] * LANES));
    }
    up += EDGE;
    // After a right child its parent's sum is complete, and so on upwards.
    for (size_t done = node->parent; done != 0; done = node->parent) {
      node = tree->nodes + done;
      own = cases + done * ROWS;
      slot = values + (size_t)node->slot * LEVEL;
      const double *whole = total;
      total -= LEVEL;
      const int is_left = done == (size_t)node->parent + 1;
      if (is_left) memcpy(total, whole, LEVEL * sizeof(double));
      for (int row = 0; row < ROWS; row++) {
        const V sum = LOAD(whole + row * LANES);
        if (!is_left) STORE(total + row * LANES, LOAD(total + row * LANES) + sum);
        STORE(
            slot + row * LANES, LOAD(slot + row * LANES) + sum * LOAD(up + own[row] * LANES));
      }
      up += EDGE;
      if (is_left) break;
    }
  }
}

TARGET static __attribute__((noinline)) void NAME(add_shapley)(
    const churn_path_tree *tree, const double *points, const double *weights,
    const uint8_t *bins, size_t stride, size_t rows, double *out, size_t out_stride,
    double *down, double *up, uint64_t *met, uint64_t *cases, double *levels) {
  if (tree->count < 2) return;
  NAME(factors)(tree->nodes, tree->count, points, down, up);
  const double *values = levels + 2 * (tree->depth + 1) * LEVEL;
  for (size_t first = 0; first < rows; first += GROUP) {
    NAME(follow)(tree, bins + first, stride, met, cases);
    for (size_t part = first; part < first + GROUP && part < rows; part += ROWS) {
      const uint64_t *own = cases + (part - first) / ROWS * tree->count;
      NAME(block)(tree, down, up, weights, (const uint8_t *)own, levels);
      const size_t used = rows - part < ROWS ? rows - part : ROWS;
      for (size_t slot = 0; slot < tree->slots; slot++) {
        double *target = out + tree->features[slot] * out_stride + part;
        for (size_t row = 0; row < used; row++) {
          const double *v = values + slot * LEVEL + row * LANES;
#if LANES == 8
          const double total = ((v[0] + v[4]) + (v[1] + v[5])) + ((v[2] + v[6]) + (v[3] + v[7]));
#else
          const double total = (v[0] + v[2]) + (v[1] + v[3]);
#endif
          target[row] += total;
        }
      }
    }
  }
}

#undef V
#undef INLINE
#undef LOAD
#undef STORE
#undef LEVEL
#undef EDGE
