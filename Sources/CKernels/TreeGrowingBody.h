// The search for a cut, for one instruction set. Included once for each, with these defined:
//
// LANES    doubles in a register: 2, 4 or 8
// NAME(x)  the name x of this variant
// TARGET   the attribute that allows its instructions
//
// Steps: running sums over the bins; gains of LANES cuts at a time, missing values right and left;
// the best of each lane, and of the lanes the best, the first of equals. Only additions,
// multiplications and divisions that are never fused, so every variant finds the same.

typedef double NAME(vd) __attribute__((vector_size(LANES * 8)));
typedef int64_t NAME(vi) __attribute__((vector_size(LANES * 8)));
typedef int64_t NAME(viu) __attribute__((vector_size(LANES * 8), aligned(8), may_alias));
typedef int32_t NAME(vs) __attribute__((vector_size(LANES * 4)));

#define V NAME(vd)
#define VI NAME(vi)
#define VS NAME(vs)
#define BODY TARGET static inline __attribute__((always_inline))

typedef struct {
  V gain;
  VI place;
} NAME(lanes_best);

// Both parts fit 32 bits, which every instruction set can turn into doubles.
BODY V NAME(first_part)(VI sums) {
  return __builtin_convertvector(__builtin_convertvector(sums >> 32, VS), V);
}

BODY V NAME(second_part)(VI sums) {
  return __builtin_convertvector(__builtin_convertvector(sums, VS), V);
}

BODY void NAME(consider)(
    VI left, VI place, V total1, V total2, double l2, double least, NAME(lanes_best) *best) {
  const V g1 = NAME(first_part)(left);
  const V h1 = NAME(second_part)(left);
  const V g2 = total1 - g1;
  const V h2 = total2 - h1;
  const V a = h1 + l2;
  const V b = h2 + l2;
  const V gain = (g1 * g1 * b + g2 * g2 * a) / (a * b);
  const VI take = (h1 >= least) & (h2 >= least) & (gain > best->gain);
  best->gain = (V)(((VI)gain & take) | ((VI)best->gain & ~take));
  best->place = (place & take) | (best->place & ~take);
}

TARGET static churn_tree_cut NAME(best_cut)(
    const int64_t *cells, size_t bins, const churn_tree_node *node) {
  churn_tree_cut cut = {-1, 0, 0, 0};
  if (bins < 3) return cut;
  int64_t sums[BINS + LANES];
  int64_t sum = 0;
  for (size_t bin = 1; bin < bins; bin++) {
    sum += cells[bin];
    sums[bin] = sum;
  }
  // Cuts after bins 1...bins - 2; the rest of the last register repeats "everything left", which no
  // side of at least `least` > 0 allows.
  const int64_t missing = cells[0];
  for (size_t bin = bins - 1; bin < bins + LANES; bin++) sums[bin] = node->total;
  const V total1 = NAME(first_part)((VI){0} + node->total);
  const V total2 = NAME(second_part)((VI){0} + node->total);
  NAME(lanes_best) right = {(V){0} - 1.0, (VI){0}};
  NAME(lanes_best) left = right;
  VI place;
  for (int k = 0; k < LANES; k++) place[k] = 1 + k;
  for (size_t bin = 1; bin + 1 < bins; bin += LANES, place += LANES) {
    const VI values = *(const NAME(viu) *)(sums + bin);
    NAME(consider)(values, place, total1, total2, node->l2, node->least, &right);
    if (missing != 0) {
      NAME(consider)(values + missing, place, total1, total2, node->l2, node->least, &left);
    }
  }
  for (int side = 0; side < (missing != 0 ? 2 : 1); side++) {
    const NAME(lanes_best) best = side ? left : right;
    double gain = -1;
    int64_t bin = 0;
    for (int k = 0; k < LANES; k++) {
      if (best.gain[k] > gain || (best.gain[k] == gain && gain >= 0 && best.place[k] < bin)) {
        gain = best.gain[k];
        bin = best.place[k];
      }
    }
    // With missing values left, "everything left" plus them is out of range and never taken.
    if (gain > cut.gain && bin > 0 && (size_t)bin + 1 < bins) {
      cut.gain = gain;
      cut.bin = (int32_t)bin;
      cut.missing_left = side;
      cut.left = sums[bin] + (side ? missing : 0);
    }
  }
  return cut;
}

#undef V
#undef VI
#undef VS
#undef BODY
