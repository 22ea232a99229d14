#include "VectorMath.h"
#include "Widest.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

// No fused multiply-add: it would round differently.
#pragma STDC FP_CONTRACT OFF

// Floats reach e^±87. The clamp to e^-60, about 1e-26, is negligible beside 1 and keeps products out of the subnormal
// range, where arithmetic is a hundred times slower.
//
// Splits x = n * ln 2 + r with |r| <= ln 2 / 2, takes the Taylor polynomial of degree 7 at r, and adds n to the exponent.
INLINED float exponential(float x) {
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

INLINED float gate(float x) {
  float u = x * (x * x * (cubic * twice_root) + twice_root);
  return 1.0f / (1.0f + exponential(-u));
}

// Attention rows are short: one vector per iteration leaves the smallest remainder. (Out-of-order execution overlaps
// iterations anyway.)
#define VECTOR_AT_A_TIME _Pragma("clang loop vectorize(enable) interleave(disable) unroll(disable)")

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

// Sums use eight accumulators and one for the remainder, whatever the vector width: the order of the terms determines
// the result.
enum { TOTALS = 8 };
typedef float totals __attribute__((vector_size(4 * TOTALS), aligned(4), may_alias));
typedef int32_t masks __attribute__((vector_size(4 * TOTALS)));

INLINED const totals *at(const float *x) { return (const totals *)x; }

INLINED float sum(const totals *t, float rest) {
  float sum = (*t)[0];
  for (int k = 1; k < TOTALS; k++) sum += (*t)[k];
  return sum + rest;
}

INLINED float total(const float *x, ptrdiff_t count) {
  totals t = {0};
  float rest = 0;
  ptrdiff_t i = 0;
  for (; i + TOTALS <= count; i += TOTALS) t += *at(x + i);
  for (; i < count; i++) rest += x[i];
  return sum(&t, rest);
}

INLINED float larger(float a, float b) { return b > a ? b : a; }

INLINED float maximum(const float *x, ptrdiff_t count) {
  float largest = x[0];
  totals t[2] = {largest - (totals){0}, largest - (totals){0}};
  ptrdiff_t i = 0;
  for (; i + 2 * TOTALS <= count; i += 2 * TOTALS) {
    for (int half = 0; half < 2; half++) {
      totals next = *at(x + i + half * TOTALS);
      masks isLarger = next > t[half];
      t[half] = (totals)((isLarger & (masks)next) | (~isLarger & (masks)t[half]));
    }
  }
  for (; i < count; i++) largest = larger(largest, x[i]);
  for (int k = 0; k < TOTALS; k++) largest = larger(larger(largest, t[0][k]), t[1][k]);
  return largest;
}

WIDEST void vm_add(float *restrict x, const float *restrict y, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) x[i] += y[i];
}

WIDEST float vm_sum_of_squares(const float *x, ptrdiff_t count) {
  totals t = {0};
  float rest = 0;
  ptrdiff_t i = 0;
  for (; i + TOTALS <= count; i += TOTALS) t += *at(x + i) * *at(x + i);
  for (; i < count; i++) rest += x[i] * x[i];
  return sum(&t, rest);
}

WIDEST void vm_add_scaled(float *restrict x, const float *restrict y, float factor, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) x[i] += factor * y[i];
}

WIDEST void vm_scale(float *x, float factor, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) x[i] *= factor;
}

WIDEST void vm_multiply(float *restrict x, const float *restrict y, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) x[i] *= y[i];
}

WIDEST void vm_softmax(float *x, ptrdiff_t count, ptrdiff_t whole) {
  float largest = maximum(x, count);
  VECTOR_AT_A_TIME
  for (ptrdiff_t i = 0; i < whole; i++) x[i] = exponential(x[i] - largest);
  float factor = 1.0f / total(x, count);
  VECTOR_AT_A_TIME
  for (ptrdiff_t i = 0; i < whole; i++) x[i] *= factor;
}

WIDEST float vm_cross_entropy(float *x, ptrdiff_t count, ptrdiff_t target, float weight) {
  float largest = maximum(x, count), logit = x[target];
  VECTOR_AT_A_TIME
  for (ptrdiff_t i = 0; i < count; i++) x[i] = exponential(x[i] - largest);
  float whole = total(x, count), factor = weight / whole;
  for (ptrdiff_t i = 0; i < count; i++) x[i] *= factor;
  x[target] -= weight;
  return logf(whole) + largest - logit;
}

WIDEST void vm_softmax_backward(const float *restrict p, float *restrict g, ptrdiff_t count) {
  totals t = {0};
  float rest = 0;
  ptrdiff_t i = 0;
  for (; i + TOTALS <= count; i += TOTALS) t += *at(p + i) * *at(g + i);
  for (; i < count; i++) rest += p[i] * g[i];
  float mean = sum(&t, rest);
  for (i = 0; i < count; i++) g[i] = p[i] * (g[i] - mean);
}

WIDEST vm_moments vm_layer_norm(
    const float *restrict x, const float *restrict weight, const float *restrict bias, ptrdiff_t count, float epsilon,
    float *restrict y) {
  float mean = total(x, count) / (float)count;
  totals t = {0};
  float rest = 0;
  ptrdiff_t i = 0;
  for (; i + TOTALS <= count; i += TOTALS) {
    totals d = *at(x + i) - mean;
    t += d * d;
  }
  for (; i < count; i++) rest += (x[i] - mean) * (x[i] - mean);
  float scale = 1.0f / __builtin_elementwise_sqrt(sum(&t, rest) / (float)count + epsilon);
  for (i = 0; i < count; i++) y[i] = (x[i] - mean) * scale * weight[i] + bias[i];
  return (vm_moments){mean, scale};
}

WIDEST void vm_layer_norm_backward(
    const float *restrict x, const float *restrict weight, vm_moments moments, const float *restrict dy, ptrdiff_t count,
    float *restrict dx, float *restrict dweight, float *restrict dbias) {
  const float mean = moments.mean, scale = moments.scale;
  totals gradients = {0}, products = {0};
  float gradient = 0, product = 0;
  ptrdiff_t i = 0;
  for (; i + TOTALS <= count; i += TOTALS) {
    totals g = *at(dy + i) * *at(weight + i);
    gradients += g;
    products += g * (*at(x + i) - mean);
  }
  for (; i < count; i++) {
    float g = dy[i] * weight[i];
    gradient += g;
    product += g * (x[i] - mean);
  }
  float mean_gradient = sum(&gradients, gradient) / (float)count;
  float mean_product = sum(&products, product) * scale / (float)count;
  for (i = 0; i < count; i++) {
    float normed = (x[i] - mean) * scale;
    float g = dy[i];
    dweight[i] += g * normed;
    dbias[i] += g;
    dx[i] += (g * weight[i] - mean_gradient - normed * mean_product) * scale;
  }
}

WIDEST void vm_rotate(
    float *restrict x, ptrdiff_t pairs, const float *restrict cosines, const float *restrict sines, float sign) {
  // Few pairs rotate: eight at a time.
  _Pragma("clang loop vectorize_width(8) interleave(disable)")
  for (ptrdiff_t i = 0; i < pairs; i++) {
    float a = x[2 * i], b = x[2 * i + 1], c = cosines[i], s = sines[i] * sign;
    x[2 * i] = a * c - b * s;
    x[2 * i + 1] = b * c + a * s;
  }
}

WIDEST void vm_adam(
    float *restrict x, const float *restrict gradient, float *restrict first, float *restrict second, ptrdiff_t count,
    const vm_adam_step *step) {
  const vm_adam_step s = *step;
  for (ptrdiff_t i = 0; i < count; i++) {
    float g = gradient[i] * s.scale;
    first[i] = s.beta1 * first[i] + (1.0f - s.beta1) * g;
    second[i] = s.beta2 * second[i] + (1.0f - s.beta2) * g * g;
    float direction = (first[i] / s.correction1) / (__builtin_elementwise_sqrt(second[i] / s.correction2) + s.epsilon);
    x[i] = x[i] * s.kept - s.rate * direction;
  }
}

// The number of batch columns processed together: few enough to stay in cache from one pass over the rows to the next.
enum { BLOCK = 64 };

WIDEST void vm_batch_norm_relu(
    vm_batch x, const float *restrict weight, const float *restrict bias, float epsilon, vm_batch y, float *restrict mean,
    float *restrict scale) {
  const float share = 1.0f / (float)(x.rows > 1 ? x.rows : 1);
  for (ptrdiff_t start = 0; start < x.columns; start += BLOCK) {
    const ptrdiff_t width = x.columns - start < BLOCK ? x.columns - start : BLOCK;
    const float *restrict w = weight + start, *restrict b = bias + start;
    float m[BLOCK] = {0}, s[BLOCK] = {0};
    for (ptrdiff_t i = 0; i < x.rows; i++) {
      const float *restrict row = x.base + i * x.stride + start;
      for (ptrdiff_t j = 0; j < width; j++) m[j] += row[j];
    }
    for (ptrdiff_t j = 0; j < width; j++) m[j] *= share;
    for (ptrdiff_t i = 0; i < x.rows; i++) {
      const float *restrict row = x.base + i * x.stride + start;
      for (ptrdiff_t j = 0; j < width; j++) {
        float d = row[j] - m[j];
        s[j] += d * d;
      }
    }
    for (ptrdiff_t j = 0; j < width; j++) s[j] = 1.0f / __builtin_elementwise_sqrt(s[j] * share + epsilon);
    for (ptrdiff_t i = 0; i < x.rows; i++) {
      const float *restrict row = x.base + i * x.stride + start;
      float *restrict output = y.base + i * y.stride + start;
      for (ptrdiff_t j = 0; j < width; j++) {
        float value = (row[j] - m[j]) * s[j] * w[j] + b[j];
        output[j] = value < 0.0f ? 0.0f : value;
      }
    }
    memcpy(mean + start, m, width * sizeof *m);
    memcpy(scale + start, s, width * sizeof *s);
  }
}

WIDEST void vm_batch_norm_relu_backward(
    vm_batch x, const float *restrict weight, const float *restrict mean, const float *restrict scale, vm_batch y,
    vm_batch gradient, float *restrict dweight, float *restrict dbias) {
  const float share = 1.0f / (float)(x.rows > 1 ? x.rows : 1);
  for (ptrdiff_t start = 0; start < x.columns; start += BLOCK) {
    const ptrdiff_t width = x.columns - start < BLOCK ? x.columns - start : BLOCK;
    const float *restrict m = mean + start, *restrict s = scale + start, *restrict w = weight + start;
    float dw[BLOCK] = {0}, db[BLOCK] = {0};
    for (ptrdiff_t i = 0; i < x.rows; i++) {
      const float *restrict row = x.base + i * x.stride + start, *restrict output = y.base + i * y.stride + start;
      float *restrict g = gradient.base + i * gradient.stride + start;
      _Pragma("clang loop vectorize(enable)")
      for (ptrdiff_t j = 0; j < width; j++) {
        float passed = output[j] <= 0.0f ? 0.0f : g[j];
        g[j] = passed;
        dw[j] += passed * (row[j] - m[j]) * s[j];
        db[j] += passed;
      }
    }
    for (ptrdiff_t i = 0; i < x.rows; i++) {
      const float *restrict row = x.base + i * x.stride + start;
      float *restrict g = gradient.base + i * gradient.stride + start;
      for (ptrdiff_t j = 0; j < width; j++) {
        float normed = (row[j] - m[j]) * s[j];
        g[j] = (g[j] - (db[j] + normed * dw[j]) * share) * w[j] * s[j];
      }
    }
    memcpy(dweight + start, dw, width * sizeof *dw);
    memcpy(dbias + start, db, width * sizeof *db);
  }
}

WIDEST void vm_relu(float *x, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) x[i] = x[i] < 0.0f ? 0.0f : x[i];
}
