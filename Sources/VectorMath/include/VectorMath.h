#pragma once
#include <stddef.h>

/// Functions of one float at a time, over arrays, in the widest vectors that the processor has. (Swift compiles for the
/// oldest processor of its kind; C can compile a function for several and choose when the program starts.)
///
/// Every result is rounded like its formula's operations one by one, so that it does not depend on the vectors' width.

/// Overwrites each of `count` floats x with e^(x - shift), within 2 units in the last place where -60 <= x - shift <= 60;
/// arguments outside are clamped to that range.
void vm_exponential(float *x, ptrdiff_t count, float shift);

/// Overwrites each of `count` floats x with GELU(x + bias) in its tanh form: u * sigma(2 * sqrt(2 / pi) * (u + 0.044715 * u^3))
/// for u = x + bias.
void vm_gelu(float *x, const float *bias, ptrdiff_t count);

/// Overwrites `output` with the same, and x with the derivative at x + bias. The arrays do not overlap.
void vm_gelu_with_slope(float *x, const float *bias, float *output, ptrdiff_t count);
