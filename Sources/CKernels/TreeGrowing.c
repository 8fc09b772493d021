// Growing a tree on binned rows; see TreeGrowing.h.

#include "TreeGrowing.h"
#include "LogisticPass.h"

#include <string.h>

#pragma STDC FP_CONTRACT OFF

#define BINS CHURN_TREE_BINS
#define INLINE static inline __attribute__((always_inline))
// Records ahead for which the bins are asked for, into the second cache: memory answers late, and the
// first cache is full of cells.
#define AHEAD 48

INLINE int64_t cell_of(uint64_t record) {
  return (int64_t)((uint64_t)((int64_t)record >> 48) << 32) + (int64_t)((record >> 32) & 0xffff);
}

// One loop for each number of features, so that the additions stand one after the other.
INLINE void add_records(
    const uint64_t *records, size_t count, const uint8_t *block, size_t stride, int64_t *cells,
    const int features) {
  for (size_t i = 0; i < count; i++) {
    const uint64_t record = records[i];
    if (i + AHEAD < count) {
      __builtin_prefetch(block + (size_t)(uint32_t)records[i + AHEAD] * stride, 0, 2);
    }
    const uint8_t *bins = block + (size_t)(uint32_t)record * stride;
    const int64_t value = cell_of(record);
#pragma clang loop unroll(full)
    for (int f = 0; f < features; f++) cells[f * BINS + bins[f]] += value;
  }
}

static void add_some(
    const uint64_t *records, size_t count, const uint8_t *block, size_t stride, size_t features,
    int64_t *cells) {
#define CASE(n) \
  case n: add_records(records, count, block, stride, cells, n); break
#define CASES4(n) CASE(n); CASE(n + 1); CASE(n + 2); CASE(n + 3)
  switch (features) {
    CASES4(1); CASES4(5); CASES4(9); CASES4(13);
    CASES4(17); CASES4(21); CASES4(25); CASES4(29);
  }
}

void churn_tree_histogram(
    const uint64_t *records, size_t count, const uint8_t *block, size_t stride, size_t features,
    int64_t *cells) {
  for (size_t first = 0; first < features; first += 32) {
    const size_t some = features - first < 32 ? features - first : 32;
    add_some(records, count, block + first, stride, some, cells + first * BINS);
  }
}

void churn_tree_weights(
    const uint64_t *records, size_t count, const uint8_t *block, size_t stride, size_t features,
    const float *weights, int64_t *cells) {
  for (size_t i = 0; i < count; i++) {
    const uint32_t row = (uint32_t)records[i];
    const uint8_t *bins = block + (size_t)row * stride;
    const int64_t value = weights == 0 ? 1 << 20 : (int64_t)(weights[row] * 0x1p20);
    for (size_t f = 0; f < features; f++) cells[f * BINS + bins[f]] += value;
  }
}

void churn_tree_subtract(int64_t *cells, const int64_t *part, size_t count) {
  for (size_t i = 0; i < count; i++) cells[i] -= part[i];
}

size_t churn_tree_partition(
    uint64_t *records, size_t count, const uint8_t *column, const uint8_t *goes_left,
    uint64_t *spare) {
  size_t left = 0, right = 0;
  for (size_t i = 0; i < count; i++) {
    const uint64_t record = records[i];
    const size_t goes = goes_left[column[(uint32_t)record]];
    records[left] = record;
    spare[right] = record;
    left += goes;
    right += 1 - goes;
  }
  memcpy(records + left, spare, right * sizeof *spare);
  return left;
}

void churn_tree_add(const uint64_t *records, size_t count, float value, float *scores) {
  for (size_t i = 0; i < count; i++) scores[(uint32_t)records[i]] += value;
}

// exp(x) for |x| <= 80: x = k ln 2 + f and a Taylor polynomial of degree 6.
INLINE float exponential(float x) {
  const float shift = 12582912.0f;
  const float m = x * 1.44269504f + shift;
  int32_t bits;
  memcpy(&bits, &m, sizeof bits);
  const float k = m - shift;
  const float f = (x - k * 0.693359375f) + k * 2.12194440e-4f;
  float p = 1.0f / 720;
  p = p * f + 1.0f / 120;
  p = p * f + 1.0f / 24;
  p = p * f + 1.0f / 6;
  p = p * f + 0.5f;
  p = p * f + 1.0f;
  p = p * f + 1.0f;
  const int32_t power = (int32_t)((uint32_t)(bits - 0x4B400000 + 127) << 23);
  float scale;
  memcpy(&scale, &power, sizeof scale);
  return p * scale;
}

// The whole number below or at x.
INLINE int32_t whole(float x) {
  const int32_t t = (int32_t)x;
  return t - (x < (float)t);
}

INLINE void write_records(
    const float *restrict scores, const float *restrict labels, const float *restrict weights,
    const int whole_weights, size_t first, size_t last, const churn_tree_units *units,
    uint64_t *restrict records) {
  const float first_scale = units->first_scale, second_scale = units->second_scale;
  const uint32_t seed = units->seed;
  for (size_t i = first; i < last; i++) {
    float s = scores[i];
    uint32_t z;
    memcpy(&z, &s, sizeof z);
    s = s < -80.0f ? -80.0f : s;
    s = s > 80.0f ? 80.0f : s;
    const float p = 1.0f / (1.0f + exponential(-s));
    const float y = labels[i];
    // Labels round on their own: a hash of score and label.
    z = (z ^ (y > 0.5f ? 0x5bd1e995u : 0u)) + seed;
    z *= 0x9E3779B1u;
    z ^= z >> 15;
    z *= 0x85EBCA77u;
    z ^= z >> 13;
    const float up1 = (float)(int32_t)(z & 0xffff) * (1.0f / 65536);
    const float up2 = (float)(int32_t)(z >> 16) * (1.0f / 65536);
    float g = (p - y) * first_scale;
    float h = p * (1.0f - p) * second_scale;
    int32_t g16, h16;
    if (weights == 0) {
      g16 = whole(g + up1);
      h16 = whole(h + up2);
    } else if (whole_weights) {
      const int32_t w = (int32_t)weights[i];
      g16 = whole(g + up1) * w;
      h16 = whole(h + up2) * w;
    } else {
      g16 = whole(g * weights[i] + up1);
      h16 = whole(h * weights[i] + up2);
    }
    records[i] = (uint64_t)(uint32_t)i | (uint64_t)((uint32_t)h16 & 0xffff) << 32
        | (uint64_t)(uint32_t)g16 << 48;
  }
}

// The gradients for one instruction set.
#define GRADIENTS(name, target)                                                                   \
  target static void name(                                                                        \
      const float *scores, const float *labels, const float *weights, int whole_weights,          \
      size_t first, size_t last, const churn_tree_units *units, uint64_t *records) {              \
    if (weights == 0) {                                                                           \
      write_records(scores, labels, 0, 0, first, last, units, records);                           \
    } else if (whole_weights) {                                                                   \
      write_records(scores, labels, weights, 1, first, last, units, records);                     \
    } else {                                                                                      \
      write_records(scores, labels, weights, 0, first, last, units, records);                     \
    }                                                                                             \
  }

GRADIENTS(gradients_baseline, )

#define LANES 2
#define NAME(x) x##_baseline
#define TARGET
#include "TreeGrowingBody.h"
#undef LANES
#undef NAME
#undef TARGET

#if defined(__x86_64__)

#define AVX2 __attribute__((target("avx2")))
#define AVX512 __attribute__((target("avx2,avx512f,avx512dq,avx512vl,avx512bw")))

GRADIENTS(gradients_avx2, AVX2)
GRADIENTS(gradients_avx512, AVX512)

#define LANES 4
#define NAME(x) x##_avx2
#define TARGET AVX2
#include "TreeGrowingBody.h"
#undef LANES
#undef NAME
#undef TARGET

#define LANES 8
#define NAME(x) x##_avx512
#define TARGET AVX512
#include "TreeGrowingBody.h"
#undef LANES
#undef NAME
#undef TARGET

#endif

churn_tree_cut churn_tree_best_cut(
    int level, const int64_t *cells, size_t bins, const churn_tree_node *node) {
#if defined(__x86_64__)
  if (level >= CHURN_SIMD_AVX512) return best_cut_avx512(cells, bins, node);
  if (level == CHURN_SIMD_AVX2) return best_cut_avx2(cells, bins, node);
#endif
  return best_cut_baseline(cells, bins, node);
}

void churn_tree_gradients(
    int level, const float *scores, const float *labels, const float *weights, int whole_weights,
    size_t first, size_t last, const churn_tree_units *units, uint64_t *records) {
#if defined(__x86_64__)
  if (level >= CHURN_SIMD_AVX512) {
    gradients_avx512(scores, labels, weights, whole_weights, first, last, units, records);
    return;
  }
  if (level == CHURN_SIMD_AVX2) {
    gradients_avx2(scores, labels, weights, whole_weights, first, last, units, records);
    return;
  }
#endif
  gradients_baseline(scores, labels, weights, whole_weights, first, last, units, records);
}
