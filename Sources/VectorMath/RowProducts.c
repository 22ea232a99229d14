#include "VectorMath.h"
#include "Widest.h"

#include <string.h>

// Where a processor adds a product to a sum in one operation, it may.
#pragma STDC FP_CONTRACT ON

#define UNROLLED _Pragma("clang loop unroll(full)")

enum { LANES = 16, SUMS = 4 };

// Vectors at any address. They are never passed by value: that is done in another way on each processor.
typedef float lanes __attribute__((vector_size(4 * LANES), aligned(4)));
typedef float eight __attribute__((vector_size(32)));
typedef float four __attribute__((vector_size(16)));
typedef _Float16 half_lanes __attribute__((vector_size(2 * LANES), aligned(2)));

INLINED void finish(float *y, float sum, float scale, int accumulating) { *y = sum * scale + (accumulating ? *y : 0); }

// Each column's terms are summed in one order, wherever the column stands: those of rows i = r (mod SUMS) by themselves first.
INLINED float together(const float sums[SUMS]) { return (sums[0] + sums[1]) + (sums[2] + sums[3]); }

#define ADD_TERMS(sums, factor, a, b)   \
  do {                                  \
    lanes all = (factor) - (lanes){0};  \
    (sums)[0] += all * (a);             \
    (sums)[1] += all * (b);             \
  } while (0)

INLINED void finish_lanes(float *y, lanes sums[SUMS][2], ptrdiff_t columns, float scale, int accumulating) {
  float total[2 * LANES];
  UNROLLED
  for (int half = 0; half < 2; half++) {
    lanes sum = (sums[0][half] + sums[1][half]) + (sums[2][half] + sums[3][half]);
    memcpy(total + half * LANES, &sum, sizeof sum);
  }
  if (columns < 2 * LANES) {
    for (ptrdiff_t j = 0; j < columns; j++) finish(y + j, total[j], scale, accumulating);
  } else {
    for (int j = 0; j < 2 * LANES; j++) finish(y + j, total[j], scale, accumulating);
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
        const lanes *row = (const lanes *)(w + (i + r) * stride + j);
        ADD_TERMS(sums[r], x[i + r], row[0], row[1]);
      }
    }
    UNROLLED
    for (int r = 0; r < SUMS - 1; r++) {
      if (i + r >= rows) break;
      const lanes *row = (const lanes *)(w + (i + r) * stride + j);
      ADD_TERMS(sums[r], x[i + r], row[0], row[1]);
    }
    finish_lanes(y + j, sums, 2 * LANES, scale, accumulating);
  }
  for (; j < columns; j++) {
    float sums[SUMS] = {0};
    for (ptrdiff_t i = 0; i < rows; i++) sums[i % SUMS] += x[i] * w[i * stride + j];
    finish(y + j, together(sums), scale, accumulating);
  }
}

WIDEST void vm_row_product_panels(
    const float *x, const uint16_t *panels, ptrdiff_t rows, ptrdiff_t columns, int accumulating, float *y) {
  for (ptrdiff_t j = 0; j < columns; j += 2 * LANES) {
    lanes sums[SUMS][2] = {0};
    const half_lanes *row = (const half_lanes *)(panels + j * rows);
    ptrdiff_t i = 0;
    for (; i + SUMS <= rows; i += SUMS, row += 2 * SUMS) {
      UNROLLED
      for (int r = 0; r < SUMS; r++)
        ADD_TERMS(
            sums[r], x[i + r], __builtin_convertvector(row[2 * r], lanes), __builtin_convertvector(row[2 * r + 1], lanes));
    }
    UNROLLED
    for (int r = 0; r < SUMS - 1; r++) {
      if (i + r >= rows) break;
      ADD_TERMS(
          sums[r], x[i + r], __builtin_convertvector(row[2 * r], lanes), __builtin_convertvector(row[2 * r + 1], lanes));
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
