// The loops of TreeScoring.h for one instruction set. Included once for each, with these defined:
//
// WIDTH    bytes in a register: 16, 32 or 64
// VECTORS  registers of leaf numbers that are carried through a tree
// NAME(x)  the name x of this variant
// TARGET   the attribute that allows its instructions

typedef uint8_t NAME(bytes) __attribute__((vector_size(WIDTH)));
typedef uint8_t NAME(loose) __attribute__((vector_size(WIDTH), aligned(1), may_alias));

#define V NAME(bytes)
#define INLINE TARGET static inline __attribute__((always_inline))
#define LOAD(p) (*(const NAME(loose) *)(p))
#define STORE(p, v) (*(NAME(loose) *)(p) = (v))

TARGET static __attribute__((noinline)) void NAME(bin_values)(
    const churn_cuts *cuts, const double *values, size_t count, uint8_t *bins) {
#if WIDTH == 64
  const __m512 pivots = _mm512_loadu_ps(cuts->pivots);
#elif WIDTH == 32
  const __m256 low = _mm256_loadu_ps(cuts->pivots), high = _mm256_loadu_ps(cuts->pivots + 8);
#endif
  for (size_t row = 0; row < count; row++) {
    const double value = values[row];
#if WIDTH == 64
    // Rounding keeps the order, so rounded cuts below the rounded value are below the value.
    const __m512 v = _mm512_set1_ps((float)value);
    size_t below = 16 * _mm_popcnt_u32(_mm512_cmp_ps_mask(pivots, v, _CMP_LT_OQ));
    below += _mm_popcnt_u32(
        _mm512_cmp_ps_mask(_mm512_loadu_ps(cuts->rounded + below), v, _CMP_LT_OQ));
    while (__builtin_expect(cuts->exact[below] < value, 0)) below++;
#elif WIDTH == 32
    const __m256 v = _mm256_set1_ps((float)value);
#define COUNT(a, b)                                                            \
  (_mm_popcnt_u32(_mm256_movemask_ps(_mm256_cmp_ps(a, v, _CMP_LT_OQ)))         \
   + _mm_popcnt_u32(_mm256_movemask_ps(_mm256_cmp_ps(b, v, _CMP_LT_OQ))))
    size_t below = 16 * COUNT(low, high);
    const float *part = cuts->rounded + below;
    below += COUNT(_mm256_loadu_ps(part), _mm256_loadu_ps(part + 8));
#undef COUNT
    while (__builtin_expect(cuts->exact[below] < value, 0)) below++;
#else
    size_t below = 0;
    for (size_t step = 128; step > 0; step /= 2) {
      below += cuts->exact[below + step - 1] < value ? step : 0;
    }
#endif
    bins[row] = value == value ? (uint8_t)(below + 1) : 0;
  }
}

// All ones for the rows whose bin is not in the set.
INLINE V NAME(outside)(V bins, const uint8_t *set) {
#if WIDTH == 64
  const __m512i b = (__m512i)bins;
  const __m512i low = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)set));
  const __m512i high = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(set + 16)));
  const __m512i place = _mm512_and_si512(_mm512_srli_epi16(b, 3), _mm512_set1_epi8(15));
  const __m512i words = _mm512_mask_shuffle_epi8(
      _mm512_shuffle_epi8(low, place), _mm512_movepi8_mask(b), high, place);
  const __m512i bit = _mm512_shuffle_epi8(
      _mm512_set1_epi64(0x8040201008040201), _mm512_and_si512(b, _mm512_set1_epi8(7)));
  return (V)_mm512_movm_epi8(_mm512_testn_epi8_mask(words, bit));
#elif WIDTH == 32
  const __m256i b = (__m256i)bins;
  const __m256i low = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)set));
  const __m256i high = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(set + 16)));
  const __m256i place = _mm256_and_si256(_mm256_srli_epi16(b, 3), _mm256_set1_epi8(15));
  const __m256i words = _mm256_blendv_epi8(
      _mm256_shuffle_epi8(low, place), _mm256_shuffle_epi8(high, place), b);
  const __m256i bit = _mm256_shuffle_epi8(
      _mm256_set1_epi64x(0x8040201008040201), _mm256_and_si256(b, _mm256_set1_epi8(7)));
  return (V)_mm256_cmpeq_epi8(_mm256_and_si256(words, bit), _mm256_setzero_si256());
#else
  V mask;
  for (int k = 0; k < WIDTH; k++) mask[k] = set[bins[k] >> 3] >> (bins[k] & 7) & 1 ? 0 : 255;
  return mask;
#endif
}

// The leaf each of WIDTH * VECTORS rows ends in.
INLINE void NAME(leaves)(
    const churn_question *questions, size_t count, const uint8_t *sets, const uint8_t *bins,
    size_t stride, uint8_t *out) {
  V leaf[VECTORS];
#pragma clang loop unroll(full)
  for (int k = 0; k < VECTORS; k++) leaf[k] = (V){0};
  V next = (V){0};
  for (size_t i = 0; i < count; i++) {
    const churn_question question = questions[i];
    const uint8_t *column = bins + question.column * stride;
    const V asked = (V){0} + question.asked;
    next += 1;
    if (__builtin_expect(question.set == 0, 1)) {
      const V threshold = (V){0} + question.threshold;
#pragma clang loop unroll(full)
      for (int k = 0; k < VECTORS; k++) {
        const V b = LOAD(column + k * WIDTH);
#if WIDTH == 64
        const __mmask64 mine = _mm512_cmpeq_epi8_mask((__m512i)leaf[k], (__m512i)asked);
        const __mmask64 moves = _mm512_mask_cmpgt_epu8_mask(mine, (__m512i)b, (__m512i)threshold);
        leaf[k] = (V)_mm512_mask_mov_epi8((__m512i)leaf[k], moves, (__m512i)next);
#else
        const V moves = (V)(leaf[k] == asked) & (V)(b > threshold);
        leaf[k] = (leaf[k] & ~moves) | (next & moves);
#endif
      }
    } else {
      const uint8_t *set = sets + 32 * ((size_t)question.set - 1);
#pragma clang loop unroll(full)
      for (int k = 0; k < VECTORS; k++) {
        const V moves = (V)(leaf[k] == asked) & NAME(outside)(LOAD(column + k * WIDTH), set);
        leaf[k] = (leaf[k] & ~moves) | (next & moves);
      }
    }
  }
#pragma clang loop unroll(full)
  for (int k = 0; k < VECTORS; k++) STORE(out + k * WIDTH, leaf[k]);
}

TARGET static __attribute__((noinline)) void NAME(add_questions)(
    const churn_question_trees *trees, const uint8_t *bins, size_t stride, size_t rows,
    double *sums) {
  uint8_t leaves[BATCH][BLOCK];
  const double *values[BATCH];
  for (size_t row = 0; row < rows; row += BLOCK) {
    for (size_t tree = 0; tree < trees->trees; tree += BATCH) {
      const size_t rest = trees->trees - tree;
      const size_t count = rest < BATCH ? rest : BATCH;
      for (size_t k = 0; k < count; k++) {
        const size_t start = trees->starts[tree + k];
        const uint8_t *sets = trees->sets + 32 * trees->set_starts[tree + k];
        values[k] = trees->values + start + tree + k;
        for (size_t part = 0; part < BLOCK; part += WIDTH * VECTORS) {
          NAME(leaves)(
              trees->questions + start, trees->starts[tree + k + 1] - start, sets,
              bins + row + part, stride, leaves[k] + part);
        }
      }
      add_leaves(values, leaves, count, sums + row);
    }
  }
}

#undef V
#undef INLINE
#undef LOAD
#undef STORE
