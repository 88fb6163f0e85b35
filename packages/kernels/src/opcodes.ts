/**
 * The vocabulary of the machine, read by both compilers: TypeScript encodes programs with it and
 * AssemblyScript decodes them. Only plain integer constants may stand here.
 *
 * A program is a run of 32-bit words in linear memory. Every instruction starts with its opcode
 * and its length in words (both included); addresses are byte offsets, sizes count elements.
 * Bits 8 and 9 of the opcode's word say how several threads share the instruction.
 */

// Element types.
export const FLOAT32 = 0
export const FLOAT64 = 1
export const INT32 = 2
/** One byte an element, 0 or 1. */
export const BOOL = 3

// Opcodes, each with its operands.
/** fn, dtype, n, x, out */
export const UNARY = 1
/** fn, dtype, n, a, b, out: operands of equal size */
export const BINARY = 2
/** fn, dtype (of a and b), n, a, b, out (bool) */
export const COMPARE = 3
/** dtype (of a and b), n, condition (bool), a, b, out */
export const SELECT = 4
/** from, to, n, x, out: float to int32 truncates and saturates, NaN becomes 0; to bool is x ≠ 0 */
export const CAST = 5
/** dtype, n, out, low, high: the bits of the value, in `low` alone where it has 4 bytes or 1 */
export const FILL = 6
/** dtype, n, out: out[i] = i */
export const IOTA = 7
/** dtype, rank, x, out, then rank × (size, stride of x, stride of out): strides in elements, may be 0 or negative */
export const COPY = 8
/** fn, dtype, outer, axis, inner, x, out: reduces the middle axis of [outer, axis, inner] */
export const REDUCE = 9
/** fn, dtype, outer, axis, inner, x, out (int32): the first of equal values, NaN above all */
export const ARG_REDUCE = 10
/** dtype, batch, m, n, k, transposeA, transposeB, a, b, out, strideA, strideB: elements from one matrix of the batch to the next, 0 to share it */
export const MATMUL = 11
/** dtype, outer, axis, inner, count, x, indices (int32), out, own: out[o, j, i] = x[o, indices[j], i], or indices[o, j] where own is 1 */
export const GATHER = 12
/** dtype, outer, axis, inner, count, x, indices (int32), out, own: out = 0, then out[o, indices[j], i] += x[o, j, i] in the order of j; indices[o, j] where own is 1 */
export const SCATTER_ADD = 13
/** fn, dtype, n, key (2 × int32), out: element i comes from Philox block ⌊i/4⌋ (uniform double: ⌊i/2⌋) of the key */
export const RANDOM = 14
/** key (2 × int32), data (2 × int32), out (2 × int32): the key that Philox derives from another and a name */
export const DERIVE_KEY = 15
/** slot, rows, columns, out, inputs…: a chain of float32 functions, compiled to a function of its own in the module's table */
export const FUSED = 16
/** no operands: no thread goes on before all have come here */
export const BARRIER = 17
/** descending (0 or 1), dtype, outer, axis, inner, x, out (int32): where the elements of the middle axis stand in order, equals as they came, NaN above all */
export const ARG_SORT = 18
/** dtype, batch, n, x, out: the lower triangle L of A = L Lᵀ; of A the lower triangle alone is read */
export const CHOLESKY = 19
/** fn, dtype, batch, n, columns, flags, a, b, out [n, columns]: A⁻¹ b, of a triangle of A, or by what LU made of A */
export const TRIANGULAR_SOLVE = 20
/** dtype, batch, n, x, out: for each matrix n² factors, n rows that were exchanged with rows 0, 1, …, the determinant's sign, the determinant */
export const LU = 21
/** dtype, batch, n, x, out: for each matrix 2n² elements, the n eigenvalues first, ascending, and behind n² elements one eigenvector a row */
export const EIGEN_SYMMETRIC = 22
/** fn, dtype, rank, x, out, then rank × (size, stride of x, stride of out): strided pieces of x meet in out; the first loop cuts both into parts as long as its strides */
export const WINDOWS = 23
/** counter: a loop begins. Every thread counts steps in an int32 of its own, from `counter` on */
export const REPEAT = 24
/** counter, times, words: a step ends; goes back by so many words until there were `times` steps */
export const AGAIN = 25
/** counter, count, reverse, bytes, x, out: out = the slice of x, of `count`, that belongs to the step; the last first if reverse */
export const TAKE = 26
/** counter, count, reverse, bytes, x, out: that slice of out = x */
export const PUT = 27

// Added to an opcode: each thread of several makes its part. Without, the first thread makes all.
/** Parts are elements; rows of FUSED and MATMUL; the outer axis of REDUCE, ARG_REDUCE, ARG_SORT, GATHER and SCATTER_ADD; the first axis of COPY and WINDOWS; whole matrices of factorisations. */
export const OUTER = 256
/** Parts are columns of FUSED and MATMUL; the inner axis of REDUCE and SCATTER_ADD; the indices of GATHER. */
export const INNER = 512
/** Parts are whole products of MATMUL. */
export const BATCH = 768

// UNARY
export const NEGATE = 0
export const ABS = 1
export const SIGN = 2
export const RECIPROCAL = 3
export const SQUARE = 4
export const SQRT = 5
export const RSQRT = 6
export const EXP = 7
export const EXPM1 = 8
export const LOG = 9
export const LOG1P = 10
export const SIN = 11
export const COS = 12
export const TANH = 13
export const SIGMOID = 14
export const SOFTPLUS = 15
export const ERF = 16
export const FLOOR = 17
export const CEIL = 18
/** To nearest, ties to even. */
export const ROUND = 19
/** bool only. */
export const LOGICAL_NOT = 20
export const LOG2 = 21
export const TAN = 22
export const ASIN = 23
export const ACOS = 24
export const ATAN = 25
export const SINH = 26
export const COSH = 27
export const ERFC = 28
export const ERF_INV = 29

// BINARY
export const ADD = 0
export const SUBTRACT = 1
export const MULTIPLY = 2
/** int32: truncates; by zero is 0. */
export const DIVIDE = 3
export const POWER = 4
/** NaN if either is. */
export const MAXIMUM = 5
export const MINIMUM = 6
/** Sign of the divisor, as Python's %. */
export const MODULO = 7
/** bool only. */
export const LOGICAL_AND = 8
export const LOGICAL_OR = 9
/** The angle of (b, a) from −π to π. */
export const ATAN2 = 10

// COMPARE
export const EQUAL = 0
export const NOT_EQUAL = 1
export const LESS = 2
export const LESS_EQUAL = 3
export const GREATER = 4
export const GREATER_EQUAL = 5

// REDUCE, ARG_REDUCE
export const SUM = 0
export const MAX = 1
export const MIN = 2
/** bool only. */
export const ANY = 3
export const ALL = 4

// WINDOWS
/** out = 0, then out += x in the order of the loops. */
export const OVERLAP_ADD = 0
/** out (int32) = where in its part of x the largest stands over the loops that do not move in out, which come first: the first of equals, NaN above all. */
export const FIRST_LARGEST = 1

// RANDOM
/** int32: 32 random bits. */
export const BITS = 0
/** [0, 1): float32 from 24 bits, float64 from 53. */
export const UNIFORM = 1
/** Box–Muller in double precision, then rounded to the dtype. */
export const NORMAL = 2

// TRIANGULAR_SOLVE
export const TRIANGLE = 0
export const FACTORED = 1
// Its flags, added; of FACTORED only TRANSPOSED counts.
export const UPPER = 1
export const TRANSPOSED = 2
/** The diagonal is read as ones. */
export const UNIT = 4

// What `run` returns: 0, or a fault and the word offset of the faulting instruction (fault + 16 × offset).
export const FAULT_OPCODE = 1
export const FAULT_INDEX = 2
/** The instruction trapped in a thread of several. */
export const FAULT_TRAP = 3
/** CHOLESKY met a pivot that is not above 0. */
export const FAULT_NOT_POSITIVE_DEFINITE = 4
/** TRIANGULAR_SOLVE of FACTORED met a pivot of 0. */
export const FAULT_SINGULAR = 5

// What the first of several threads gives the others to do.
/** program, words */
export const TASK_RUN = 0
/** address, bytes: of a module with one function for the table, which their hosts put there */
export const TASK_LINK = 1
