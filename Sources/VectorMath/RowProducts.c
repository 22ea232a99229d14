#include "VectorMath.h"
#include "Widest.h"

#include <string.h>

// Allow fused multiply-add where the processor has it.
#pragma STDC FP_CONTRACT ON

#define UNROLLED _Pragma("clang loop unroll(full)")

enum { LANES = 16, SUMS = 4 };
_Static_assert(vm_panel_width == 2 * LANES, "a panel is as wide as the columns summed at a time");

// Vectors at any address. They are never passed by value, since that ABI differs between instruction sets.
typedef float lanes __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef float eight __attribute__((vector_size(32)));
typedef float four __attribute__((vector_size(16)));
typedef _Float16 half_lanes __attribute__((vector_size(2 * LANES), aligned(2), may_alias));

int vm_reads_half_precision(void) {
#if defined(__x86_64__) && defined(__linux__)
  return __builtin_cpu_supports("x86-64-v3");
#elif defined(__aarch64__)
  return 1;
#else
  return 0;
#endif
}

// Each column's terms are summed in the same order, whatever its position: one partial sum for each residue r = i mod
// SUMS of the rows i, then (r = 0 + r = 1) + (r = 2 + r = 3).

INLINED void finish(float *y, float sum, float scale, int accumulating) { *y = sum * scale + (accumulating ? *y : 0); }

INLINED void add_terms(lanes sums[2], float factor, const lanes *a, const lanes *b) {
  sums[0] += factor * *a;
  sums[1] += factor * *b;
}

INLINED void add_row(lanes sums[2], float factor, const float *row) {
  add_terms(sums, factor, (const lanes *)row, (const lanes *)row + 1);
}

INLINED void add_half_row(lanes sums[2], float factor, const uint16_t *row) {
  const half_lanes *halves = (const half_lanes *)row;
  lanes a = __builtin_convertvector(halves[0], lanes), b = __builtin_convertvector(halves[1], lanes);
  add_terms(sums, factor, &a, &b);
}

INLINED void finish_lanes(float *y, lanes sums[SUMS][2], ptrdiff_t columns, float scale, int accumulating) {
  float total[2 * LANES];
  UNROLLED
  for (int half = 0; half < 2; half++) {
    lanes sum = (sums[0][half] + sums[1][half]) + (sums[2][half] + sums[3][half]);
    memcpy(total + half * LANES, &sum, sizeof sum);
  }
  // A loop with a constant trip count vectorizes.
  if (columns >= 2 * LANES) {
    for (int j = 0; j < 2 * LANES; j++) finish(y + j, total[j], scale, accumulating);
  } else {
    for (ptrdiff_t j = 0; j < columns; j++) finish(y + j, total[j], scale, accumulating);
  }
}

WIDEST void vm_row_product(
    const float *x, const float *w, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t stride, float scale, int accumulating,
    float *y) {
  ptrdiff_t j = 0;
  for (; j + 2 * LANES <= columns; j += 2 * LANES) {
    lanes sums[SUMS][2] = {0};
    ptrdiff_t i = 0;
    for (; i + SUMS <= rows; i += SUMS) {
      UNROLLED
      for (int r = 0; r < SUMS; r++) {
        add_row(sums[r], x[i + r], w + (i + r) * stride + j);
      }
    }
    UNROLLED
    for (int r = 0; r < SUMS - 1; r++) {
      if (i + r >= rows) break;
      add_row(sums[r], x[i + r], w + (i + r) * stride + j);
    }
    finish_lanes(y + j, sums, 2 * LANES, scale, accumulating);
  }
  for (; j < columns; j++) {
    float sums[SUMS] = {0};
    for (ptrdiff_t i = 0; i < rows; i++) sums[i % SUMS] += x[i] * w[i * stride + j];
    finish(y + j, (sums[0] + sums[1]) + (sums[2] + sums[3]), scale, accumulating);
  }
}

WIDEST void vm_row_product_panels(
    const float *x, const uint16_t *panels, ptrdiff_t rows, ptrdiff_t columns, int accumulating, float *y) {
  for (ptrdiff_t j = 0; j < columns; j += 2 * LANES) {
    lanes sums[SUMS][2] = {0};
    const uint16_t *panel = panels + j * rows;
    ptrdiff_t i = 0;
    for (; i + SUMS <= rows; i += SUMS) {
      UNROLLED
      for (int r = 0; r < SUMS; r++) add_half_row(sums[r], x[i + r], panel + (i + r) * vm_panel_width);
    }
    UNROLLED
    for (int r = 0; r < SUMS - 1; r++) {
      if (i + r >= rows) break;
      add_half_row(sums[r], x[i + r], panel + (i + r) * vm_panel_width);
    }
    finish_lanes(y + j, sums, columns - j, 1, accumulating);
  }
}

WIDEST void vm_row_product_transposed(
    const float *x, const float *w, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t stride, float scale, int accumulating,
    float *y) {
  for (ptrdiff_t j = 0; j < columns; j++) {
    const float *row = w + j * stride;
    lanes sums = {0};
    ptrdiff_t i = 0;
    for (; i + LANES <= rows; i += LANES) sums += *(const lanes *)(x + i) * *(const lanes *)(row + i);
    float rest = 0;
    for (; i < rows; i++) rest += x[i] * row[i];
    eight e = __builtin_shufflevector(sums, sums, 0, 1, 2, 3, 4, 5, 6, 7)
        + __builtin_shufflevector(sums, sums, 8, 9, 10, 11, 12, 13, 14, 15);
    four f = __builtin_shufflevector(e, e, 0, 1, 2, 3) + __builtin_shufflevector(e, e, 4, 5, 6, 7);
    finish(y + j, ((f[0] + f[2]) + (f[1] + f[3])) + rest, scale, accumulating);
  }
}
