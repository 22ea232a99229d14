#pragma once

/// Compiles a function for several instruction sets, selected when the program starts. ThreadSanitizer instruments the
/// selecting resolver, which runs before its runtime is initialized: under it, functions are compiled once.
#if defined(__x86_64__) && defined(__linux__) && !__has_feature(thread_sanitizer)
#define WIDEST __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define WIDEST
#endif

#define INLINED static inline __attribute__((always_inline))
