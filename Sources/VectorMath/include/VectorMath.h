#pragma once
#include <stddef.h>
#include <stdint.h>

/// Loops over arrays of floats; on x86-64 Linux with the widest vectors of the processor. (Swift compiles for the
/// baseline instruction set; C can compile a function for several and select one when the program starts.)
///
/// Unless stated otherwise, every operation is rounded separately and every sum has a fixed order of terms, so that
/// results do not depend on the vector width. Arrays must not overlap.

/// x += y, for `count` floats.
void vm_add(float *x, const float *y, ptrdiff_t count);

/// x += factor * y, for `count` floats.
void vm_add_scaled(float *x, const float *y, float factor, ptrdiff_t count);

/// x *= factor, for `count` floats.
void vm_scale(float *x, float factor, ptrdiff_t count);

/// x *= y, for `count` floats.
void vm_multiply(float *x, const float *y, ptrdiff_t count);

/// The sum of the squares of `count` floats.
float vm_sum_of_squares(const float *x, ptrdiff_t count);

/// Overwrites `count` >= 1 logits with their softmax; the floats after them, up to `whole`, may be overwritten with
/// anything. Exponentials are accurate to 2 ulp; logits more than 60 below the largest are clamped to 60 below it.
void vm_softmax(float *x, ptrdiff_t count, ptrdiff_t whole);

/// Given `count` softmax probabilities p, replaces the gradient at them with the gradient at the logits.
void vm_softmax_backward(const float *p, float *gradient, ptrdiff_t count);

/// Overwrites `count` logits with the gradient of their cross-entropy against the class `target` < `count`, times `weight`.
///
/// Returns -ln softmax(x)[target], in nats, without the weight.
float vm_cross_entropy(float *x, ptrdiff_t count, ptrdiff_t target, float weight);

/// Overwrites each of `count` floats x with GELU(x + bias) in its tanh form: u * sigma(2 * sqrt(2 / pi) * (u + 0.044715 * u^3))
/// for u = x + bias.
void vm_gelu(float *x, const float *bias, ptrdiff_t count);

/// Overwrites `output` with the same, and x with GELU's derivative at x + bias.
void vm_gelu_with_slope(float *x, const float *bias, float *output, ptrdiff_t count);

/// The mean of a row, and 1 / sqrt(variance + epsilon).
typedef struct {
  float mean, scale;
} vm_moments;

/// Layer norm of one row of `count` floats: overwrites y with x normalized to mean 0 and variance 1, times weight, plus
/// bias.
vm_moments vm_layer_norm(
    const float *x, const float *weight, const float *bias, ptrdiff_t count, float epsilon, float *y);

/// Backward pass of vm_layer_norm, given the gradient dy at its output: adds to the gradients of x, weight and bias.
void vm_layer_norm_backward(
    const float *x, const float *weight, vm_moments moments, const float *dy, ptrdiff_t count, float *dx, float *dweight,
    float *dbias);

/// Rotates each of `pairs` pairs of floats (x[2i], x[2i + 1]) by an angle; in the inverse direction if `sign` is -1.
void vm_rotate(float *x, ptrdiff_t pairs, const float *cosines, const float *sines, float sign);

/// One step of AdamW (Loshchilov and Hutter 2019).
typedef struct {
  /// A factor on the gradient.
  float scale;
  float beta1, beta2;
  /// 1 - beta^step, the bias corrections.
  float correction1, correction2;
  float epsilon, rate;
  /// The factor that weight decay applies to a parameter.
  float kept;
} vm_adam_step;

/// Overwrites `count` parameters x and their first and second moments.
void vm_adam(
    float *x, const float *gradient, float *first, float *second, ptrdiff_t count, const vm_adam_step *step);

/// A batch of `rows` rows of `columns` floats, `stride` floats apart.
typedef struct {
  float *base;
  ptrdiff_t rows, columns, stride;
} vm_batch;

/// Batch norm and ReLU: normalizes each column of x to mean 0 and variance 1, scales, shifts, and overwrites y with the
/// positive part. Overwrites each column's `mean` and `scale`, 1 / sqrt(variance + epsilon).
void vm_batch_norm_relu(
    vm_batch x, const float *weight, const float *bias, float epsilon, vm_batch y, float *mean, float *scale);

/// Backward pass of vm_batch_norm_relu: replaces `gradient` at its output y with the gradient at x, and overwrites the
/// gradients of weight and bias.
void vm_batch_norm_relu_backward(
    vm_batch x, const float *weight, const float *mean, const float *scale, vm_batch y, vm_batch gradient, float *dweight,
    float *dbias);

/// Applies ReLU to `count` floats.
void vm_relu(float *x, ptrdiff_t count);

/// Products of one row with a matrix. These may use fused multiply-add, so results differ between processors in the
/// last bits. A column's result does not depend on the other columns.

/// Overwrites y [columns] with `scale` * x · w, or adds to it if `accumulating`: x [rows], w [rows, columns], whose
/// rows are `stride` floats apart.
void vm_row_product(
    const float *x, const float *w, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t stride, float scale, int accumulating,
    float *y);

/// The same for the transpose of w [columns, rows].
void vm_row_product_transposed(
    const float *x, const float *w, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t stride, float scale, int accumulating,
    float *y);

/// Whether the processor has instructions that load half-precision numbers.
int vm_reads_half_precision(void);

/// The number of columns in a panel.
enum { vm_panel_width = 32 };

/// Overwrites y [columns] with x · w, or adds to it if `accumulating`, where w [rows, columns] is given as IEEE 754
/// half-precision numbers in panels of `vm_panel_width` columns, the last one padded: panel after panel, each in row
/// order.
void vm_row_product_panels(
    const float *x, const uint16_t *panels, ptrdiff_t rows, ptrdiff_t columns, int accumulating, float *y);
