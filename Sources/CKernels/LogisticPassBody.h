// The pass of LogisticPass.h for one instruction set. Included once for each, with these defined:
//
// LANES      doubles in a register: 2, 4 or 8
// TILE_ROWS  rows of a register tile of the Gram matrix; a tile is two registers wide
// NAME(x)    the name x of this variant
// TARGET     the attribute that allows its instructions
//
// block      128 rows
// panel      8 columns of a block, row after row, scaled by the root of the row's weight;
//            tiles read panels from one end to the other
//
// Steps for each block: margins column by column; probability, residual, weight and loss row by
// row; gradient column by column; panels; tiles of the Gram matrix on and above the diagonal.

typedef double NAME(vd) __attribute__((vector_size(LANES * 8)));
typedef double NAME(vdu) __attribute__((vector_size(LANES * 8), aligned(8), may_alias));
typedef long long NAME(vi) __attribute__((vector_size(LANES * 8)));

#define V NAME(vd)
#define VU NAME(vdu)
#define VI NAME(vi)
#define INLINE TARGET static inline __attribute__((always_inline))
#define LOAD(p) (*(const VU *)(p))
#define STORE(p, v) (*(VU *)(p) = (v))

// exp(x) for x in [-708, 0], to about one unit in the last place: x = k ln 2 + f, and a Taylor
// polynomial of degree 12 in f, whose remainder on |f| <= ln(2)/2 is under 2e-16.
INLINE V NAME(exponential)(V x) {
  const double shift = 6755399441055744.0;
  V m = x * 1.4426950408889634 + shift;
  VI k = (VI)m - 0x4338000000000000LL;
  V kf = m - shift;
  V f = (x - kf * 0.693147180369123816490) - kf * 1.90821492927058770002e-10;
  V p = (V){0} + 1.0 / 479001600;
  p = p * f + 1.0 / 39916800;
  p = p * f + 1.0 / 3628800;
  p = p * f + 1.0 / 362880;
  p = p * f + 1.0 / 40320;
  p = p * f + 1.0 / 5040;
  p = p * f + 1.0 / 720;
  p = p * f + 1.0 / 120;
  p = p * f + 1.0 / 24;
  p = p * f + 1.0 / 6;
  p = p * f + 0.5;
  p = p * f + 1.0;
  p = p * f + 1.0;
  return p * (V)((k + 1023) << 52);
}

// log(1 + u) for u in [0, 1]: 2 atanh(s) with s = u / (2 + u), s at most 1/3.
INLINE V NAME(logOnePlus)(V u) {
  V s = u / (2.0 + u);
  V t = s * s;
  V p = (V){0} + 1.0 / 33;
  p = p * t + 1.0 / 31;
  p = p * t + 1.0 / 29;
  p = p * t + 1.0 / 27;
  p = p * t + 1.0 / 25;
  p = p * t + 1.0 / 23;
  p = p * t + 1.0 / 21;
  p = p * t + 1.0 / 19;
  p = p * t + 1.0 / 17;
  p = p * t + 1.0 / 15;
  p = p * t + 1.0 / 13;
  p = p * t + 1.0 / 11;
  p = p * t + 1.0 / 9;
  p = p * t + 1.0 / 7;
  p = p * t + 1.0 / 5;
  p = p * t + 1.0 / 3;
  p = p * t + 1.0;
  return 2.0 * s * p;
}

INLINE double NAME(total)(V v) {
  double sum = 0;
  for (int k = 0; k < LANES; k++) sum += v[k];
  return sum;
}

// margins = intercept + sum of coefficient times column
INLINE void NAME(margins)(
    const double *x, size_t stride, size_t p, const double *coefficients, double *margins) {
  for (int r = 0; r < BLOCK; r += LANES) STORE(margins + r, (V){0} + coefficients[p]);
  size_t c = 0;
  for (; c + 4 <= p; c += 4) {
    const double *a = x + c * stride;
    const double *b = a + stride, *d = b + stride, *e = d + stride;
    const double ka = coefficients[c], kb = coefficients[c + 1];
    const double kd = coefficients[c + 2], ke = coefficients[c + 3];
    for (int r = 0; r < BLOCK; r += LANES) {
      V m = LOAD(margins + r);
      m = LOAD(a + r) * ka + m;
      m = LOAD(b + r) * kb + m;
      m = LOAD(d + r) * kd + m;
      m = LOAD(e + r) * ke + m;
      STORE(margins + r, m);
    }
  }
  for (; c < p; c++) {
    const double *a = x + c * stride;
    const double ka = coefficients[c];
    for (int r = 0; r < BLOCK; r += LANES) {
      STORE(margins + r, LOAD(a + r) * ka + LOAD(margins + r));
    }
  }
}

// Turns margins into residuals w (probability - label) and roots of w p (1 - p); returns the loss.
INLINE double NAME(rows)(
    const double *margins, const double *signs, const double *weights, double *residuals,
    double *roots) {
  V losses = {0};
  for (int r = 0; r < BLOCK; r += LANES) {
    V sign = LOAD(signs + r), w = LOAD(weights + r);
    V m = LOAD(margins + r) * sign;
    V away = __builtin_elementwise_abs(m);
    V e = NAME(exponential)(-__builtin_elementwise_min(away, (V){0} + 708.0));
    V inverse = 1.0 / (1.0 + e);
    V small = e * inverse;
    VI negative = m < 0.0;
    V wrong = (V)(((VI)inverse & negative) | ((VI)small & ~negative));
    STORE(residuals + r, -(sign * w * wrong));
    STORE(roots + r, __builtin_elementwise_sqrt(w * small * inverse));
    // 0 * m keeps a margin that is not a number from passing for a good one.
    losses += w * (0.5 * (away - m) + NAME(logOnePlus)(e) + 0.0 * m);
  }
  return NAME(total)(losses);
}

INLINE void NAME(gradient)(
    const double *x, size_t stride, size_t p, const double *residuals, double *gradient) {
  size_t c = 0;
  for (; c + 4 <= p; c += 4) {
    const double *a = x + c * stride;
    const double *b = a + stride, *d = b + stride, *e = d + stride;
    V sa = {0}, sb = {0}, sd = {0}, se = {0};
    for (int r = 0; r < BLOCK; r += LANES) {
      V q = LOAD(residuals + r);
      sa = LOAD(a + r) * q + sa;
      sb = LOAD(b + r) * q + sb;
      sd = LOAD(d + r) * q + sd;
      se = LOAD(e + r) * q + se;
    }
    gradient[c] += NAME(total)(sa);
    gradient[c + 1] += NAME(total)(sb);
    gradient[c + 2] += NAME(total)(sd);
    gradient[c + 3] += NAME(total)(se);
  }
  for (; c < p; c++) {
    V sum = {0};
    for (int r = 0; r < BLOCK; r += LANES) sum = LOAD(x + c * stride + r) * LOAD(residuals + r) + sum;
    gradient[c] += NAME(total)(sum);
  }
  V sum = {0};
  for (int r = 0; r < BLOCK; r += LANES) sum += LOAD(residuals + r);
  gradient[p] += NAME(total)(sum);
}

// Eight columns of LANES rows, scaled and turned into rows of a panel.
INLINE void NAME(turn)(const V *v, double *out) {
#if LANES == 8
#define LOW(a, b) __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14)
#define HIGH(a, b) __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15)
#define EVEN(a, b) __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13)
#define ODD(a, b) __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15)
#define FRONT(a, b) __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11)
#define BACK(a, b) __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15)
  for (int half = 0; half < 2; half++) {
    V a = half ? HIGH(v[0], v[1]) : LOW(v[0], v[1]), b = half ? HIGH(v[2], v[3]) : LOW(v[2], v[3]);
    V c = half ? HIGH(v[4], v[5]) : LOW(v[4], v[5]), d = half ? HIGH(v[6], v[7]) : LOW(v[6], v[7]);
    V ab = EVEN(a, b), cd = EVEN(c, d), ba = ODD(a, b), dc = ODD(c, d);
    STORE(out + (0 + half) * PANEL, FRONT(ab, cd));
    STORE(out + (2 + half) * PANEL, FRONT(ba, dc));
    STORE(out + (4 + half) * PANEL, BACK(ab, cd));
    STORE(out + (6 + half) * PANEL, BACK(ba, dc));
  }
#undef LOW
#undef HIGH
#undef EVEN
#undef ODD
#undef FRONT
#undef BACK
#elif LANES == 4
  for (int half = 0; half < 2; half++, v += 4, out += 4) {
    V a = __builtin_shufflevector(v[0], v[1], 0, 4, 2, 6);
    V b = __builtin_shufflevector(v[2], v[3], 0, 4, 2, 6);
    V c = __builtin_shufflevector(v[0], v[1], 1, 5, 3, 7);
    V d = __builtin_shufflevector(v[2], v[3], 1, 5, 3, 7);
    STORE(out, __builtin_shufflevector(a, b, 0, 1, 4, 5));
    STORE(out + PANEL, __builtin_shufflevector(c, d, 0, 1, 4, 5));
    STORE(out + 2 * PANEL, __builtin_shufflevector(a, b, 2, 3, 6, 7));
    STORE(out + 3 * PANEL, __builtin_shufflevector(c, d, 2, 3, 6, 7));
  }
#else
  for (int k = 0; k < PANEL; k += 2) {
    STORE(out + k, __builtin_shufflevector(v[k], v[k + 1], 0, 2));
    STORE(out + PANEL + k, __builtin_shufflevector(v[k], v[k + 1], 1, 3));
  }
#endif
}

INLINE void NAME(fillPanel)(
    const double *x, size_t stride, size_t p, size_t firstColumn, const double *roots,
    double *panel) {
  for (int r = 0; r < BLOCK; r += LANES) {
    V root = LOAD(roots + r), v[PANEL];
    for (int k = 0; k < PANEL; k++) {
      size_t c = firstColumn + k;
      v[k] = c < p ? LOAD(x + c * stride + r) * root : c == p ? root : (V){0};
    }
    NAME(turn)(v, panel + r * PANEL);
  }
}

// TILE_ROWS x (registers * LANES) entries of the Gram matrix over one block.
INLINE void NAME(tile)(
    const double *left, const double *right0, const double *right1, const int registers,
    double *out0, double *out1, size_t order) {
  V sums[TILE_ROWS][2];
#pragma clang loop unroll(full)
  for (int i = 0; i < TILE_ROWS; i++) {
    sums[i][0] = (V){0};
    sums[i][1] = (V){0};
  }
#pragma clang loop unroll(disable)
  for (int r = 0; r < BLOCK; r++) {
    V x = LOAD(right0 + r * PANEL), z = {0};
    if (registers == 2) z = LOAD(right1 + r * PANEL);
#pragma clang loop unroll(full)
    for (int i = 0; i < TILE_ROWS; i++) {
      V b = (V){0} + left[r * PANEL + i];
      sums[i][0] = b * x + sums[i][0];
      if (registers == 2) sums[i][1] = b * z + sums[i][1];
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < TILE_ROWS; i++) {
    STORE(out0 + i * order, LOAD(out0 + i * order) + sums[i][0]);
    if (registers == 2) STORE(out1 + i * order, LOAD(out1 + i * order) + sums[i][1]);
  }
}

TARGET static __attribute__((noinline)) void NAME(gram)(
    const double *panels, size_t order, double *gram) {
  const size_t size = BLOCK * PANEL;
  for (size_t i = 0; i < order / PANEL; i++) {
    for (size_t h = 0; h < PANEL; h += TILE_ROWS) {
      const double *left = panels + i * size + h;
      double *rowStart = gram + (i * PANEL + h) * order;
#if LANES == 8
      size_t j = i;
      for (; j + 2 <= order / PANEL; j += 2) {
        const double *right = panels + j * size;
        double *out = rowStart + j * PANEL;
        NAME(tile)(left, right, right + size, 2, out, out + PANEL, order);
      }
      if (j < order / PANEL) {
        double *out = rowStart + j * PANEL;
        NAME(tile)(left, panels + j * size, left, 1, out, out, order);
      }
#else
      for (size_t j = i; j < order / PANEL; j++) {
        for (size_t k = 0; k < PANEL; k += 2 * LANES) {
          const double *right = panels + j * size + k;
          double *out = rowStart + j * PANEL + k;
          NAME(tile)(left, right, right + LANES, 2, out, out + LANES, order);
        }
      }
#endif
    }
  }
}

TARGET static __attribute__((noinline)) void NAME(pass)(
    const churn_logistic_problem *problem, size_t first, size_t last, size_t step,
    double *gradient, double *gram, double *loss, double *roots, double *scratch) {
  const size_t p = problem->column_count, order = churn_logistic_order(p);
  double *panels = scratch;
  double *padded = panels + order * BLOCK;
  double *margins = padded + p * BLOCK;
  double *residuals = margins + BLOCK;
  double *blockRoots = residuals + BLOCK;
  double *signs = blockRoots + BLOCK;
  double *weights = signs + BLOCK;
  for (size_t row = first; row < last; row += BLOCK * step) {
    const size_t count = last - row < BLOCK ? last - row : BLOCK;
    const double *x = problem->columns + row;
    size_t stride = problem->rows;
    if (count < BLOCK) {
      // The last rows get a full block of their own, filled up with rows of no weight.
      memset(padded, 0, p * BLOCK * sizeof(double));
      for (size_t c = 0; c < p; c++) {
        memcpy(padded + c * BLOCK, x + c * stride, count * sizeof(double));
      }
      x = padded;
      stride = BLOCK;
    }
    for (size_t r = 0; r < BLOCK; r++) {
      signs[r] = r < count ? problem->signs[row + r] : 1;
      weights[r] = r >= count ? 0 : problem->weights ? problem->weights[row + r] : 1;
    }
    NAME(margins)(x, stride, p, problem->coefficients, margins);
    *loss += NAME(rows)(margins, signs, weights, residuals, blockRoots);
    NAME(gradient)(x, stride, p, residuals, gradient);
    if (roots) memcpy(roots + (row - first), blockRoots, count * sizeof(double));
    if (gram) {
      for (size_t j = 0; j < order; j += PANEL) {
        NAME(fillPanel)(x, stride, p, j, blockRoots, panels + j * BLOCK);
      }
      NAME(gram)(panels, order, gram);
    }
  }
}

#undef V
#undef VU
#undef VI
#undef INLINE
#undef LOAD
#undef STORE
