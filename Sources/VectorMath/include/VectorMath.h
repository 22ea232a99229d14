#pragma once
#include <stddef.h>
#include <stdint.h>

/// Loops over arrays of floats, on Linux in the widest vectors that the processor has. (Swift compiles for the oldest processor
/// of its kind; C can compile a function for several and choose when the program starts.)
///
/// Every result is rounded like its formula's operations one by one, and every sum has one order of its terms, so that nothing
/// depends on the vectors' width. Arrays do not overlap.

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

/// Overwrites `count` logits, one at least, with their softmax; the floats after them, up to `whole`, may be overwritten with anything.
/// Exponentials are within 2 units in the last place; where a logit lies more than 60 below the largest, it counts as 60 below.
void vm_softmax(float *x, ptrdiff_t count, ptrdiff_t whole);

/// From `count` probabilities p that a softmax gave: turns the gradient at them into the gradient at the logits.
void vm_softmax_backward(const float *p, float *gradient, ptrdiff_t count);

/// Overwrites `count` logits with the gradient of their cross-entropy against the class `target` < `count`, times `weight`.
///
/// Returns -ln softmax(x)[target], in nats, without the weight.
float vm_cross_entropy(float *x, ptrdiff_t count, ptrdiff_t target, float weight);

/// Overwrites each of `count` floats x with GELU(x + bias) in its tanh form: u * sigma(2 * sqrt(2 / pi) * (u + 0.044715 * u^3))
/// for u = x + bias.
void vm_gelu(float *x, const float *bias, ptrdiff_t count);

/// Overwrites `output` with the same, and x with the derivative at x + bias.
void vm_gelu_with_slope(float *x, const float *bias, float *output, ptrdiff_t count);

/// The mean of a row, and 1 / sqrt(variance + epsilon).
typedef struct {
  float mean, scale;
} vm_moments;

/// Overwrites y with x brought to mean 0 and variance 1, times weight, plus bias: a layer norm of one row of `count` floats.
vm_moments vm_layer_norm(
    const float *x, const float *weight, const float *bias, ptrdiff_t count, float epsilon, float *y);

/// From the gradient dy at the output of the same: adds to the gradients at x, weight and bias.
void vm_layer_norm_backward(
    const float *x, const float *weight, vm_moments moments, const float *dy, ptrdiff_t count, float *dx, float *dweight,
    float *dbias);

/// Turns each of `pairs` pairs of floats (x[2i], x[2i + 1]) by an angle, back if `sign` is -1.
void vm_rotate(float *x, ptrdiff_t pairs, const float *cosines, const float *sines, float sign);

/// One step of AdamW (Loshchilov and Hutter 2019).
typedef struct {
  /// A factor on the gradient.
  float scale;
  float beta1, beta2;
  /// 1 - beta to the power of the step's number.
  float correction1, correction2;
  float epsilon, rate;
  /// What weight decay leaves of a parameter.
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

/// Normalises each column of x to mean 0 and variance 1, scales, shifts, and overwrites y with the positive part: a batch norm
/// and ReLU. Overwrites `mean` and `scale`, 1 / sqrt(variance + epsilon), of each column.
void vm_batch_norm_relu(
    vm_batch x, const float *weight, const float *bias, float epsilon, vm_batch y, float *mean, float *scale);

/// From the gradient at the output y of the same: overwrites it with the gradient at x, and those at weight and bias.
void vm_batch_norm_relu_backward(
    vm_batch x, const float *weight, const float *mean, const float *scale, vm_batch y, vm_batch gradient, float *dweight,
    float *dbias);

/// Overwrites `count` floats with their positive parts.
void vm_relu(float *x, ptrdiff_t count);

/// Products of one row with a matrix. Here a product and a sum may be rounded once: results differ between processors in the
/// last places. A column's result does not depend on the columns beside it.

/// Overwrites y [columns] with `scale` * x · w, or adds to it if `accumulating`: x [rows], w [rows, columns], whose rows
/// stand `stride` floats apart.
void vm_row_product(
    const float *x, const float *w, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t stride, float scale, int accumulating,
    float *y);

/// The same for the transpose of w [columns, rows].
void vm_row_product_transposed(
    const float *x, const float *w, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t stride, float scale, int accumulating,
    float *y);

/// Whether the processor has instructions that read half-precision numbers.
int vm_reads_half_precision(void);

/// Columns of a panel.
enum { vm_panel_width = 32 };

/// Overwrites y [columns] with x · w, or adds to it if `accumulating`, where w [rows, columns] is given as IEEE 754
/// half-precision numbers in panels of `vm_panel_width` columns, the last one filled up: panel after panel, each row after row.
void vm_row_product_panels(
    const float *x, const uint16_t *panels, ptrdiff_t rows, ptrdiff_t columns, int accumulating, float *y);
