#include "VectorMath.h"

#include <stdint.h>
#include <string.h>

// A product and a sum stay two operations: one that does both rounds differently.
#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__) && defined(__linux__)
#define WIDEST __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define WIDEST
#endif

// Floats reach to e^±87. Beside 1, what lies below e^-60, about 1e-26, makes no difference; but products of still smaller
// numbers would be subnormal, with which processors reckon a hundred times more slowly.
//
// Splits x = n * ln 2 + r with |r| <= ln 2 / 2, takes the Taylor polynomial of degree 7 at r, and adds n to the exponent.
static inline __attribute__((always_inline)) float exponential(float x) {
  x = x < -60.0f ? -60.0f : x;
  x = x > 60.0f ? 60.0f : x;
  // Adding 1.5 * 2^23 leaves the nearest integer in the low bits of the significand.
  const float shifter = 12582912.0f;
  float shifted = x * 1.44269504f + shifter;
  float n = shifted - shifter;
  float r = (x - n * 0.69314575f) - n * 1.4286068e-6f;
  float p = r * 1.984127e-4f + 1.3888889e-3f;
  p = p * r + 8.333333e-3f;
  p = p * r + 4.1666666e-2f;
  p = p * r + 0.16666667f;
  p = p * r + 0.5f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  uint32_t bits, exponent;
  memcpy(&bits, &p, sizeof bits);
  memcpy(&exponent, &shifted, sizeof exponent);
  bits += exponent << 23;
  memcpy(&p, &bits, sizeof p);
  return p;
}

static const float twice_root = 1.5957691f;  // 2 * sqrt(2 / pi)
static const float cubic = 0.044715f;

static inline __attribute__((always_inline)) float gate(float x) {
  float u = x * (x * x * (cubic * twice_root) + twice_root);
  return 1.0f / (1.0f + exponential(-u));
}

// Rows of attention are short: a vector at a time leaves the least over. (Iterations overlap in the processor anyway.)
#define VECTOR_AT_A_TIME _Pragma("clang loop vectorize(enable) interleave(disable) unroll(disable)")

WIDEST void vm_exponential(float *x, ptrdiff_t count, float shift) {
  VECTOR_AT_A_TIME
  for (ptrdiff_t i = 0; i < count; i++) x[i] = exponential(x[i] - shift);
}

WIDEST void vm_gelu(float *restrict x, const float *restrict bias, ptrdiff_t count) {
  VECTOR_AT_A_TIME
  for (ptrdiff_t i = 0; i < count; i++) {
    float u = x[i] + bias[i];
    x[i] = u * gate(u);
  }
}

WIDEST void vm_gelu_with_slope(
    float *restrict x, const float *restrict bias, float *restrict output, ptrdiff_t count) {
  VECTOR_AT_A_TIME
  for (ptrdiff_t i = 0; i < count; i++) {
    float u = x[i] + bias[i];
    float sigma = gate(u);
    float value = u * sigma;
    float slope = u * u * (3.0f * cubic * twice_root) + twice_root;
    output[i] = value;
    x[i] = sigma + value * (1.0f - sigma) * slope;
  }
}
