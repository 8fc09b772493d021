#ifndef READER_SHIMS_H
#define READER_SHIMS_H
// What the text reader needs and Swift does not spell: byte compares to bit masks, and prefetch.
// Baseline x86-64 has SSE2; other processors take the portable loop.

#include <stdint.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// Where three bytes stand among 64: bit i is byte i.
typedef struct {
  uint64_t first;
  uint64_t second;
  uint64_t third;
} ck_byte_masks;

/// Marks the places of three bytes among the 64 at `text`.
static inline ck_byte_masks ck_match3(const void *text, uint8_t a, uint8_t b, uint8_t c) {
  ck_byte_masks masks = {0, 0, 0};
#if defined(__SSE2__)
  const __m128i *lanes = (const __m128i *)text;
  const __m128i va = _mm_set1_epi8((char)a);
  const __m128i vb = _mm_set1_epi8((char)b);
  const __m128i vc = _mm_set1_epi8((char)c);
  for (int k = 0; k < 4; k++) {
    const __m128i x = _mm_loadu_si128(lanes + k);
    const int shift = 16 * k;
    masks.first |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(x, va)) << shift;
    masks.second |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(x, vb)) << shift;
    masks.third |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(x, vc)) << shift;
  }
#else
  const uint8_t *bytes = (const uint8_t *)text;
  for (int k = 0; k < 64; k++) {
    masks.first |= (uint64_t)(bytes[k] == a) << k;
    masks.second |= (uint64_t)(bytes[k] == b) << k;
    masks.third |= (uint64_t)(bytes[k] == c) << k;
  }
#endif
  return masks;
}

/// Marks the bytes above 127 (first) and the NUL bytes (second) among the 64 at `text`.
static inline ck_byte_masks ck_odd_bytes(const void *text) {
  ck_byte_masks masks = {0, 0, 0};
#if defined(__SSE2__)
  const __m128i *lanes = (const __m128i *)text;
  const __m128i zero = _mm_setzero_si128();
  for (int k = 0; k < 4; k++) {
    const __m128i x = _mm_loadu_si128(lanes + k);
    const int shift = 16 * k;
    masks.first |= (uint64_t)(uint32_t)_mm_movemask_epi8(x) << shift;
    masks.second |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(x, zero)) << shift;
  }
#else
  const uint8_t *bytes = (const uint8_t *)text;
  for (int k = 0; k < 64; k++) {
    masks.first |= (uint64_t)(bytes[k] > 127) << k;
    masks.second |= (uint64_t)(bytes[k] == 0) << k;
  }
#endif
  return masks;
}

/// Asks for the cache line at `address`, which need not be valid.
static inline void ck_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

#endif
