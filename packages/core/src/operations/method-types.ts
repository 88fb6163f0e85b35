// Written by `npm run methods` from the documentation of the operations: change it there.
import type { TensorLike } from '../tensor/convert.ts'
import type * as operations from './fluent.ts'

type Method<F> = F extends (x: TensorLike, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never

/** The operations as methods: `x.mul(2)` is `mul(x, 2)`. */
export interface Methods {
  /**
   * x above 0, α (e^(x/α) − 1) at and below 0 (Barron 2017, equation 2): the slope at 0 is 1 for every α; higher
   * derivatives there are those from below, as in PyTorch and JAX. Floats. Throws a RangeError for an alpha that is
   * not above 0.
   */
  readonly celu: Method<typeof operations.celu>

  /**
   * x above 0, α (eˣ − 1) at and below 0 (Clevert et al. 2015, equation 15). Its derivatives at 0 are those from
   * below, α, as in PyTorch and JAX. Floats. Throws a RangeError for an alpha that is no finite number.
   */
  readonly elu: Method<typeof operations.elu>

  /**
   * x Φ(x), with Φ the normal distribution function by erfc, accurate far below 0; approximated
   * ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))) (Hendrycks & Gimpel 2016, section 2). Floats.
   * Throws a RangeError for another approximation.
   */
  readonly gelu: Method<typeof operations.gelu>

  /**
   * x above 0, `slope` · x (default: 0.01) at and below 0 (Maas et al. 2013). Its derivative at 0 is `slope`,
   * as in PyTorch. Floats. Throws a RangeError for a slope that is no finite number.
   */
  readonly leakyRelu: Method<typeof operations.leakyRelu>

  /** log(sigmoid(x)) = −softplus(−x), accurate in both tails. Floats. */
  readonly logSigmoid: Method<typeof operations.logSigmoid>

  /** x tanh(softplus(x)) (Misra 2019, equation 1). Floats. */
  readonly mish: Method<typeof operations.mish>

  /**
   * `elu` with the α = 1.6733 and times the 1.0507 that keep mean 0 and variance 1 (Klambauer et al. 2017, equation 2).
   * Its derivatives at 0 are those from below, as in PyTorch and JAX. Floats.
   */
  readonly selu: Method<typeof operations.selu>

  /** x sigmoid(x), also known as swish (Elfwing et al. 2017, equation 4; β = 1). Floats. */
  readonly silu: Method<typeof operations.silu>

  /** a + b, elementwise and broadcast. Numbers of one dtype; int32 wraps. */
  readonly add: Method<typeof operations.add>

  /** a / b, elementwise and broadcast. Floats of one dtype. */
  readonly div: Method<typeof operations.div>

  /** a · b, elementwise and broadcast. Numbers of one dtype; int32 wraps. */
  readonly mul: Method<typeof operations.mul>

  /** −x, elementwise. Numbers. */
  readonly neg: Method<typeof operations.neg>

  /** a − b, elementwise and broadcast. Numbers of one dtype; int32 wraps. */
  readonly sub: Method<typeof operations.sub>

  /**
   * The same values in another dtype. To int32: truncated towards zero, saturating, NaN becomes 0; to
   * bool: whether the value is not 0. Between floats it is differentiable; a derivative through an
   * integer or a boolean is a GradientError.
   * Throws a DTypeError for an unknown dtype.
   *
   * @see tf.cast, x.astype of JAX, x.to of PyTorch
   */
  readonly cast: Method<typeof operations.cast>

  /** a = b, elementwise and broadcast; bool. NaN equals nothing. */
  readonly equal: Method<typeof operations.equal>

  /** a > b, elementwise and broadcast; bool. Numbers. */
  readonly greater: Method<typeof operations.greater>

  /** a ≥ b, elementwise and broadcast; bool. Numbers. */
  readonly greaterEqual: Method<typeof operations.greaterEqual>

  /** a < b, elementwise and broadcast; bool. Numbers. */
  readonly less: Method<typeof operations.less>

  /** a ≤ b, elementwise and broadcast; bool. Numbers. */
  readonly lessEqual: Method<typeof operations.lessEqual>

  /** True where both are, elementwise and broadcast. */
  readonly logicalAnd: Method<typeof operations.logicalAnd>

  /** True where `x` is not. */
  readonly logicalNot: Method<typeof operations.logicalNot>

  /** True where one is, elementwise and broadcast. */
  readonly logicalOr: Method<typeof operations.logicalOr>

  /** True where exactly one is, elementwise and broadcast. */
  readonly logicalXor: Method<typeof operations.logicalXor>

  /** a ≠ b, elementwise and broadcast; bool. */
  readonly notEqual: Method<typeof operations.notEqual>

  /** x³ = x · x · x, element by element: any shape, the shape and dtype of `x` come back. Floats. */
  readonly cube: Method<typeof operations.cube>

  /** |x|. Numbers. Its derivative at 0 is 0, as in PyTorch and JAX's `sign`. */
  readonly abs: Method<typeof operations.abs>

  /** The whole number at or above. Floats. Its derivative is 0 everywhere. */
  readonly ceil: Method<typeof operations.ceil>

  /** Cosine of radians. Floats. */
  readonly cos: Method<typeof operations.cos>

  /** Hyperbolic cosine (eˣ + e⁻ˣ) / 2. Floats. */
  readonly cosh: Method<typeof operations.cosh>

  /** The error function 2/√π ∫₀ˣ e^(−t²) dt. Floats. */
  readonly erf: Method<typeof operations.erf>

  /** eˣ. Floats; within 1 ULP in float32. */
  readonly exp: Method<typeof operations.exp>

  /** eˣ − 1, accurate near 0. Floats. */
  readonly expm1: Method<typeof operations.expm1>

  /** The whole number at or below. Floats. Its derivative is 0 everywhere. */
  readonly floor: Method<typeof operations.floor>

  /** Natural logarithm; −∞ at 0, NaN below. Floats. */
  readonly log: Method<typeof operations.log>

  /** log(1 + x), accurate near 0. Floats. */
  readonly log1p: Method<typeof operations.log1p>

  /** Logarithm to base 2, of powers of two exactly; −∞ at 0, NaN below. Floats. */
  readonly log2: Method<typeof operations.log2>

  /** 1 / x. Floats. */
  readonly reciprocal: Method<typeof operations.reciprocal>

  /** max(x, 0). Its derivative at 0 is 0, as in PyTorch and TensorFlow; NaN stays NaN. Floats. */
  readonly relu: Method<typeof operations.relu>

  /** The nearest whole number, ties to even. Floats. Its derivative is 0 everywhere. */
  readonly round: Method<typeof operations.round>

  /** 1 / √x. Floats. */
  readonly rsqrt: Method<typeof operations.rsqrt>

  /** 1 / (1 + e⁻ˣ), accurate in both tails, as is its derivative. Floats. */
  readonly sigmoid: Method<typeof operations.sigmoid>

  /** −1, 0 or 1 (NaN of NaN). Numbers. Its derivative is 0 everywhere. */
  readonly sign: Method<typeof operations.sign>

  /** Sine of radians. Floats. */
  readonly sin: Method<typeof operations.sin>

  /** Hyperbolic sine (eˣ − e⁻ˣ) / 2, accurate near 0. Floats. */
  readonly sinh: Method<typeof operations.sinh>

  /** log(1 + eˣ), accurate in both tails. Floats. */
  readonly softplus: Method<typeof operations.softplus>

  /** √x; NaN below 0. Its derivative at 0 is ∞. Floats. */
  readonly sqrt: Method<typeof operations.sqrt>

  /** x². Numbers. */
  readonly square: Method<typeof operations.square>

  /** Hyperbolic tangent. Floats; its derivative keeps its digits in the tails. */
  readonly tanh: Method<typeof operations.tanh>

  /** 1 − erf(x), accurate where it is small. Floats; within 1 ULP in float32. */
  readonly erfc: Method<typeof operations.erfc>

  /** The x with erf(x) = y: ±∞ at ±1, where its derivative is ∞, and NaN beyond. Floats; within 1 ULP in float32. */
  readonly erfInv: Method<typeof operations.erfInv>

  /**
   * `x` held between two bounds. At a bound the derivative is ½, split evenly as for `maximum`, as in JAX.
   *
   * @see tf.clip_by_value, jnp.clip, torch.clamp
   */
  readonly clip: Method<typeof operations.clip>

  /** The larger of a and b, elementwise and broadcast; NaN if either is. A tie splits the derivative evenly. */
  readonly maximum: Method<typeof operations.maximum>

  /** The smaller of a and b, elementwise and broadcast; NaN if either is. A tie splits the derivative evenly. */
  readonly minimum: Method<typeof operations.minimum>

  /** The derivative of `lgamma`; −∞ at 0, NaN below. Floats; within 1 ULP in float32. */
  readonly digamma: Method<typeof operations.digamma>

  /**
   * The logarithm of the gamma function Γ(x), which is (x − 1)! at whole numbers; ∞ at 0, NaN below. Floats;
   * within 2 ULP in float32. In float64 the error near the zeros at 1 and 2 is absolute, some 10⁻¹⁴.
   */
  readonly lgamma: Method<typeof operations.lgamma>

  /**
   * The inverse of cosh that is at least 0, accurate near 1; NaN below 1. Its derivative at 1 is ∞, and higher ones ±∞.
   * Floats; within 1 ULP in float32.
   */
  readonly acosh: Method<typeof operations.acosh>

  /** The inverse of sinh, accurate near 0. Floats; within 1 ULP in float32. */
  readonly asinh: Method<typeof operations.asinh>

  /**
   * The inverse of tanh, accurate near 0; ±∞ at ±1, as are its derivatives, and NaN beyond. Floats; within 1 ULP in
   * float32.
   */
  readonly atanh: Method<typeof operations.atanh>

  /** True where `x` is neither infinite nor NaN. */
  readonly isFinite: Method<typeof operations.isFinite>

  /** True where `x` is not a number. */
  readonly isNaN: Method<typeof operations.isNaN>

  /**
   * a + t · (b − a), elementwise and broadcast: `a` where t is 0, `b` up to rounding where it is 1. Floats of one dtype.
   *
   * @see torch.lerp, optax.incremental_update
   */
  readonly lerp: Method<typeof operations.lerp>

  /**
   * log(eᵃ + eᵇ), elementwise and broadcast, without overflow; at equal infinities it is that infinity, with the slopes ½.
   * Floats of one dtype.
   */
  readonly logAddExp: Method<typeof operations.logAddExp>

  /**
   * The remainder of `a` divided by `b`, with the sign of `b`, as Python's `%`; elementwise and broadcast.
   * Numbers of one dtype; by 0 it is NaN (of int32: 0). The derivative by a is 1 and by b −⌊a / b⌋, at the jumps
   * too, as in PyTorch and JAX.
   *
   * @see tf.math.floormod, jnp.mod, torch.remainder
   */
  readonly mod: Method<typeof operations.mod>

  /**
   * xʸ, elementwise and broadcast. Floats of one dtype; a negative base takes whole exponents only
   * (else NaN). Derivatives of any order, mixed ones too: those by the exponent are NaN at a negative base, and
   * at x = 0 the limits from above, 0 or infinite; the first is 0 at x = y = 0 too, as in PyTorch.
   */
  readonly pow: Method<typeof operations.pow>

  /** The angle in [0, π] of a cosine; NaN beyond ±1, where its derivative is −∞ and higher ones ±∞. Floats. */
  readonly acos: Method<typeof operations.acos>

  /** The angle in [−π/2, π/2] of a sine; NaN beyond ±1, where its derivative is ∞ and higher ones ±∞. Floats. */
  readonly asin: Method<typeof operations.asin>

  /** The angle in [−π/2, π/2] of a tangent. Floats. */
  readonly atan: Method<typeof operations.atan>

  /**
   * The angle of the point (x, y), from −π to π, elementwise and broadcast. Floats of one dtype; signed zeros and
   * infinities as in C99. Its derivatives at the origin, where it has none, are taken as 0, and higher ones are NaN.
   */
  readonly atan2: Method<typeof operations.atan2>

  /** Tangent of radians. Floats; within 1 ULP in float32. */
  readonly tan: Method<typeof operations.tan>

  /**
   * A diagonal of each matrix that two axes hold: without them, and along a new last axis.
   *
   * @see tf.linalg.diag_part, jnp.diagonal, torch.diagonal
   */
  readonly diagonal: Method<typeof operations.diagonal>

  /**
   * Square matrices with the last axis of `x` on a diagonal, zeros elsewhere: [..., n] → [..., m, m] with
   * m = n + |offset|. The adjoint of `diagonal`.
   */
  readonly diagonalMatrix: Method<typeof operations.diagonalMatrix>

  /** The lower triangle of each matrix of the last two axes, zeros above the diagonal at `offset`. */
  readonly tril: Method<typeof operations.tril>

  /** The upper triangle of each matrix of the last two axes, zeros below the diagonal at `offset`. */
  readonly triu: Method<typeof operations.triu>

  /**
   * Picks slices of `x` along `axis`: the shape of `indices` (int32, from 0) stands in place of that
   * axis. Throws a RangeError for an index outside of the axis.
   *
   * @see tf.gather, jnp.take, torch.index_select
   */
  readonly gather: Method<typeof operations.gather>

  /**
   * One element of each row: element [..., indices[...]] of the last axis. `indices`: int32, the
   * shape of `x` without its last axis. Throws a RangeError for an index outside of that axis.
   */
  readonly pick: Method<typeof operations.pick>

  /**
   * The adjoint of `gather`: zeros of `length` along `axis`, with slice i of `x` added at
   * `indices[i]` (int32, one dimension), in the order of i.
   *
   * @see tf.math.unsorted_segment_sum, jax.ops.segment_sum, x.index_add of PyTorch
   */
  readonly scatterAdd: Method<typeof operations.scatterAdd>

  /**
   * `x` with `values` added at indices along several axes, the adjoint of `gatherAt`: they broadcast to the shape of
   * `gatherAt(x, indices)`. Where indices repeat, all are added, in their order.
   * Throws a RangeError for an index outside of its axis.
   *
   * @example addAt([[1, 2], [3, 4]], [[0, 0], [1, 1]], 10) // [[1, 22], [3, 4]]
   * @see tf.tensor_scatter_nd_add, x.at[i].add of JAX
   */
  readonly addAt: Method<typeof operations.addAt>

  /**
   * Elements or slices of `x` at indices along several axes: for i and j of one shape (or shapes that broadcast),
   * `gatherAt(x, [i, j])` has that shape, then that of `x[i, j]`. Indices are int32, from 0. With `axes` the indices are
   * along those, and all other axes of `x` follow in their order.
   * Throws a RangeError for an index outside of its axis.
   *
   * @example gatherAt([[1, 2], [3, 4]], [[0, 1], [1, 1]]) // [2, 4]
   * @see tf.gather_nd, x.at[i, j].get of JAX, x[i, j] of PyTorch
   */
  readonly gatherAt: Method<typeof operations.gatherAt>

  /**
   * Puts `before` and `after` elements around `x` along each axis: zeros or another value, mirrored ones
   * (the outermost is not repeated), or copies of the outermost.
   * Throws a ShapeError for counts that are no whole numbers from 0, or where there are too few elements
   * to mirror or copy.
   */
  readonly pad: Method<typeof operations.pad>

  /**
   * Repeats every slice of `x` along `axis` several times in a row: one count for all slices, or one for each.
   * Throws a ShapeError for a count that is no whole number from 0, or another number of counts.
   *
   * @see tf.repeat, jnp.repeat, torch.repeat_interleave
   */
  readonly repeat: Method<typeof operations.repeat>

  /**
   * Shifts the elements along axes cyclically: those that leave at the end enter at the start. `shifts`: one for each of
   * `axes`, or one for all of them; negative ones shift towards the start. Without axes, the flattened tensor is
   * shifted, as in NumPy.
   * Throws a ShapeError for a shift that is no whole number, or another number of shifts.
   */
  readonly roll: Method<typeof operations.roll>

  /**
   * Repeats `x` as a whole along each axis, as NumPy's `tile`: one count per axis, or one for the last. With more counts
   * than axes, `x` counts as having axes of length 1 in front.
   * Throws a ShapeError for a count that is no whole number from 0.
   */
  readonly tile: Method<typeof operations.tile>

  /**
   * The indices that sort `x` along `axis` (default: the last); int32. Equal elements, such as 0 and −0, keep their
   * order in both directions; NaN is above all.
   */
  readonly argsort: Method<typeof operations.argsort>

  /**
   * The elements sorted along `axis` (default: the last), the smallest first; NaN is above all. Equal elements keep
   * their order. Differentiable: the cotangent of each element goes back to its place in `x`.
   */
  readonly sort: Method<typeof operations.sort>

  /**
   * The `k` largest elements along `axis` (default: the last), the largest first, and their indices. Of equal ones the
   * first is taken; NaN is above all. The values are differentiable.
   * Throws a RangeError where the axis has fewer than `k` elements.
   *
   * @see tf.math.top_k, jax.lax.top_k, torch.topk
   */
  readonly topK: Method<typeof operations.topK>

  /**
   * Picks elements of `x` along `axis`, each by its own index: element [..., j, ...] of the result
   * is element [..., indices[..., j, ...], ...] of `x`. `indices`: int32, from 0, of the rank of `x`; their
   * other axes broadcast with those of `x`. Throws a RangeError for an index outside of the axis.
   *
   * @see jnp.take_along_axis, torch.gather
   */
  readonly takeAlongAxis: Method<typeof operations.takeAlongAxis>

  /**
   * `x` with the larger of itself and `values` at indices along several axes; they broadcast to the shape of
   * `gatherAt(x, indices)`. Where indices repeat, the largest counts. The derivative goes to the number that is taken:
   * of equal ones to that of `x`, then to the first. A NaN is taken.
   * Throws a RangeError for an index outside of its axis.
   *
   * @example maximumAt([[1, 2], [3, 4]], [[0, 0], [1, 1]], [7, 5]) // [[1, 7], [3, 4]]
   */
  readonly maximumAt: Method<typeof operations.maximumAt>

  /**
   * `x` with the smaller of itself and `values` at indices along several axes; they broadcast to the shape of
   * `gatherAt(x, indices)`. Where indices repeat, the smallest counts. The derivative goes to the number that is taken:
   * of equal ones to that of `x`, then to the first. A NaN is taken.
   * Throws a RangeError for an index outside of its axis.
   *
   * @example minimumAt([[1, 2], [3, 4]], [[0, 0], [1, 1]], [1, 0]) // [[1, 0], [3, 4]]
   */
  readonly minimumAt: Method<typeof operations.minimumAt>

  /**
   * `x` with what stands at indices along several axes multiplied by `values`, which broadcast to the shape of
   * `gatherAt(x, indices)`. Where indices repeat, all are multiplied, in pairs.
   * Throws a RangeError for an index outside of its axis.
   *
   * @example mulAt([[1, 2], [3, 4]], [[0, 0], [1, 1]], 10) // [[1, 200], [3, 4]]
   */
  readonly mulAt: Method<typeof operations.mulAt>

  /**
   * `x` with `values` in place of what stands at indices along several axes: they broadcast to the shape of
   * `gatherAt(x, indices)`. Where indices repeat, the last counts, and the others have the derivative 0.
   * Throws a RangeError for an index outside of its axis.
   *
   * @example setAt([[1, 2], [3, 4]], [[0, 1], [1, 1]], [8, 9]) // [[1, 8], [3, 9]]
   * @see tf.tensor_scatter_nd_update, x.at[i].set of JAX, x.index_put of PyTorch
   */
  readonly setAt: Method<typeof operations.setAt>

  /**
   * Moves one axis, or several, to other places; the rest keep their order.
   *
   * @see jnp.moveaxis, torch.movedim
   */
  readonly moveAxis: Method<typeof operations.moveAxis>

  /**
   * Cuts `x` along `axis` into so many equal parts, or into parts of the given lengths.
   * Throws a ShapeError where they do not fill the axis.
   *
   * @see tf.split, jnp.split, torch.chunk
   */
  readonly split: Method<typeof operations.split>

  /** Exchanges two axes. */
  readonly swapAxes: Method<typeof operations.swapAxes>

  /**
   * The slices of `x` along `axis`, which they no longer have: undoes `stack`.
   *
   * @see tf.unstack, torch.unbind
   */
  readonly unstack: Method<typeof operations.unstack>

  /**
   * One column of a matrix as a matrix: [..., n] → [..., 1], so that it goes on as the inputs of a network or beside its
   * outputs. Negative indices count from the end. `x.slice([null, index])` is the column as a vector.
   *
   * @throws RangeError for a column that there is not
   * @see x[:, i:i+1] of NumPy, JAX and PyTorch
   */
  readonly column: Method<typeof operations.column>

  /**
   * All columns of a matrix, each as a matrix: [..., n] → n tensors [..., 1]. `concat(columns, -1)` undoes it, and
   * `x.unstack(-1)` gives vectors.
   *
   * @see torch.split(x, 1, -1), jnp.split, tf.split
   */
  readonly columns: Method<typeof operations.columns>

  /**
   * Puts an axis of length 1 before `axis` (−1: at the end).
   *
   * @see tf.expand_dims, jnp.expand_dims, x.unsqueeze of PyTorch
   */
  readonly expandDims: Method<typeof operations.expandDims>

  /**
   * The same elements in another shape; one length may be −1 and is then computed from the size.
   * Throws a ShapeError where the sizes differ.
   *
   * @see tf.reshape, jnp.reshape, x.view and x.flatten of PyTorch
   */
  readonly reshape: Method<typeof operations.reshape>

  /** Drops the given axes, which must have length 1; all such axes where none is given. */
  readonly squeeze: Method<typeof operations.squeeze>

  /** Reverses `x` along the given axes (default: all). */
  readonly flip: Method<typeof operations.flip>

  /**
   * A block of `x`: one range, or one index, per axis; further axes, and those with null, are taken whole, and an axis
   * with an index is dropped. Ranges are clipped to the axis as in Python.
   * Throws a ShapeError for an index outside of its axis, a step of 0, or too many axes.
   */
  readonly slice: Method<typeof operations.slice>

  /**
   * Repeats `x` along new leading axes and along its axes of length 1, as NumPy does.
   * Throws a ShapeError where `shape` cannot be reached.
   *
   * @see tf.broadcast_to, jnp.broadcast_to, x.expand of PyTorch
   */
  readonly broadcastTo: Method<typeof operations.broadcastTo>

  /**
   * Sums over `axes`, or over all; of int32 it wraps. The sum of nothing is 0.
   *
   * @see tf.reduce_sum, jnp.sum, torch.sum
   */
  readonly sum: Method<typeof operations.sum>

  /**
   * Reorders the axes: axis i of the result is axis `axes[i]` of `x`. All reversed where none is given.
   *
   * @see tf.transpose, jnp.transpose, x.permute of PyTorch
   */
  readonly transpose: Method<typeof operations.transpose>

  /**
   * The lower triangular L with A = L·Lᵀ, of symmetric positive definite matrices [..., n, n]; floats.
   * Of others it takes the symmetric part (A + Aᵀ) / 2, so that the derivative by A is symmetric, as
   * PyTorch's and JAX's are. Throws a MatrixError where a matrix is not positive definite.
   * Derivative: Murray, "Differentiation of the Cholesky decomposition", 2016, equations 8 and 9.
   */
  readonly cholesky: Method<typeof operations.cholesky>

  /**
   * The determinant of matrices [..., n, n]; floats. For large matrices it easily overflows or underflows: see
   * `logDeterminant`. Its derivative det(A)·A⁻ᵀ needs the inverse, and throws a MatrixError where a matrix is singular.
   */
  readonly determinant: Method<typeof operations.determinant>

  /**
   * A⁻¹, of matrices [..., n, n]; floats. To compute A⁻¹·b, `solve` is faster and more accurate.
   * Throws a MatrixError where a matrix is singular.
   */
  readonly inverse: Method<typeof operations.inverse>

  /**
   * The x with A·x = b, of matrices A [..., n, n] and b [..., n, k]; leading axes broadcast, and a vector b
   * counts as one column. Floats of one dtype; by elimination with partial pivoting.
   * Throws a MatrixError where a matrix is singular, that is, has a pivot of 0; of one that is nearly singular the
   * result is large and inaccurate.
   *
   * @see tf.linalg.solve, jnp.linalg.solve, torch.linalg.solve
   */
  readonly solve: Method<typeof operations.solve>

  /**
   * The x with A·x = b, of triangular matrices A [..., n, n] and b [..., n, k]; leading axes broadcast, and
   * a vector b counts as one column. Floats of one dtype. Only the triangle named is read: by all other
   * elements the derivative is 0. A zero on the diagonal gives ±∞ or NaN, as in PyTorch.
   */
  readonly triangularSolve: Method<typeof operations.triangularSolve>

  /**
   * The matrix product of the last two axes: [..., m, k] · [..., k, n] → [..., m, n]; the axes before
   * them broadcast. With `transposeA` or `transposeB` that operand is read as its transpose, without
   * a copy. A vector counts as a row on the left, a column on the right, and its axis is dropped.
   * Floats of one dtype; each sum runs over k in a fixed order.
   *
   * @see tf.matmul, jnp.matmul, torch.mm and torch.bmm, @ of Python
   */
  readonly matmul: Method<typeof operations.matmul>

  /**
   * The sum of products over the last axis of `a` and the last but one of `b`, or its only one, as NumPy's
   * `dot`: of vectors their inner product; a scalar multiplies. Numbers of one dtype.
   */
  readonly dot: Method<typeof operations.dot>

  /** Every element of `a` times every element of `b`: a matrix, of however many axes they have. Numbers of one dtype. */
  readonly outer: Method<typeof operations.outer>

  /**
   * The sum of products over pairs of axes: `axes` of the last of `a` with the first of `b` (default: 2),
   * or those of two lists. The result has the other axes of `a`, then those of `b`. Numbers of one dtype.
   * Throws a ShapeError where the lengths of a pair differ.
   */
  readonly tensordot: Method<typeof operations.tensordot>

  /** The product of each element and all before it along `axis` (default: the last); its derivatives are right at zeros too. Numbers. */
  readonly cumprod: Method<typeof operations.cumprod>

  /**
   * The sum of each element and all before it along `axis` (default: the last); of int32 it wraps. Numbers.
   *
   * @see tf.cumsum, jnp.cumsum, torch.cumsum
   */
  readonly cumsum: Method<typeof operations.cumsum>

  /**
   * x − logSumExp(x): the logarithm of `softmax`, along `axis` (default: the last); its derivative keeps its digits where
   * a ratio is nearly 1. Floats.
   */
  readonly logSoftmax: Method<typeof operations.logSoftmax>

  /**
   * log Σ eˣ over `axes`, or over all, without overflow; −∞ of nothing. The derivative is the softmax. Floats.
   *
   * @see tf.reduce_logsumexp, jax.nn.logsumexp, torch.logsumexp
   */
  readonly logSumExp: Method<typeof operations.logSumExp>

  /**
   * The p-norm over `axes`, or over all. Floats. "frobenius" takes the matrices in two axes (default: the last two).
   *
   * At the zero vector, where a norm has no derivative, the derivative is 0, the subgradient of least length, and higher
   * ones are NaN.
   * Throws a RangeError for another order, a ShapeError for a matrix of other than two axes.
   *
   * @see tf.norm, jnp.linalg.norm, torch.linalg.norm
   */
  readonly norm: Method<typeof operations.norm>

  /** eˣ / Σ eˣ along `axis` (default: the last); its derivative keeps its digits where a ratio is nearly 1. Floats. */
  readonly softmax: Method<typeof operations.softmax>

  /**
   * The standard deviation, the square root of `variance`. Where all elements are equal, the derivative, which does not
   * exist there, is 0, and higher ones are NaN, as for `norm`. Floats.
   *
   * @see tf.math.reduce_std, jnp.std, torch.std
   */
  readonly std: Method<typeof operations.std>

  /**
   * The mean squared distance from the mean over `axes`, or over all: the sum of squares divided by
   * n − `correction`, by 0 where that is negative. Floats.
   * Throws a RangeError for a correction that is no number from 0.
   */
  readonly variance: Method<typeof operations.variance>

  /**
   * The product over `axes`, or over all; of int32 it wraps. The product of nothing is 1. It is a tree of
   * products of two, so that its derivatives of any order are right where elements are 0 too.
   */
  readonly prod: Method<typeof operations.prod>

  /**
   * The middle element over `axes`, or over all, in order; the mean of two where their number is even. Floats; NaN if
   * there is one. The derivative goes to the middle elements, of equal ones to the first.
   * Throws a ShapeError where there is no element.
   */
  readonly median: Method<typeof operations.median>

  /**
   * The value below which the share `q` of the elements over `axes`, or over all, lies: of n elements in order that at
   * place q (n − 1), counted from 0, linear between two (Hyndman & Fan 1996, definition 7; NumPy's default). `q`: from 0
   * to 1; of several the results lie along a new first axis. Floats; NaN if there is one. The derivative goes to the one
   * or two elements between which it lies, of equal ones to the first.
   * Throws a RangeError for another `q`, a ShapeError where there is no element.
   */
  readonly quantile: Method<typeof operations.quantile>

  /** Whether every element over `axes`, or over all, is true. Bool. */
  readonly all: Method<typeof operations.all>

  /** Whether some element over `axes`, or over all, is true. Bool. */
  readonly any: Method<typeof operations.any>

  /** The index of the largest element along `axis` (default: the last); int32, the first of equals, NaN above all. */
  readonly argmax: Method<typeof operations.argmax>

  /** The index of the smallest element along `axis` (default: the last); int32, the first of equals, NaN below all. */
  readonly argmin: Method<typeof operations.argmin>

  /** The largest over `axes`, or over all; NaN if there is one. Ties split the derivative evenly. */
  readonly max: Method<typeof operations.max>

  /**
   * The mean over `axes`, or over all. Floats; of nothing it is NaN.
   *
   * @see tf.reduce_mean, jnp.mean, torch.mean
   */
  readonly mean: Method<typeof operations.mean>

  /** The smallest over `axes`, or over all; NaN if there is one. Ties split the derivative evenly. */
  readonly min: Method<typeof operations.min>

  /**
   * The convolution of `x` [N, C, ...spatial] with `kernel` [O, C / groups, ...sizes], in the sense of neural networks:
   * the kernel is not flipped. Returns [N, O, ...counts], with one, two, three or more spatial axes.
   *
   * Floats of one dtype. Defaults: `stride`, `dilation` and `groups` 1, `padding` "valid". Each sum runs over channels,
   * then over the positions in the window, in the order of `matmul`. Throws a ShapeError for shapes, groups or windows
   * that do not fit.
   *
   * @see tf.nn.conv2d, jax.lax.conv_general_dilated, torch.nn.functional.conv2d
   */
  readonly convolution: Method<typeof operations.convolution>

  /**
   * The adjoint of `convolution` by its input: `x` [N, O, ...counts] with `kernel` [O, C / groups, ...sizes]
   * gives [N, C, ...spatial], each element of `x` adding its multiple of the kernel.
   *
   * Lengths are (count − 1) · stride + (size − 1) · dilation + 1 + outputPadding, less the padding, as in
   * PyTorch; with "same" padding, count · stride, as in TensorFlow. Floats of one dtype. Throws a ShapeError
   * for what does not fit.
   */
  readonly convolutionTransposed: Method<typeof operations.convolutionTransposed>

  /**
   * The mean of every window of `x` [N, C, ...spatial]: [N, C, ...counts]. `size`: of the window, one for
   * all axes or one for each.
   *
   * Floats. Windows follow each other (`stride` is `size`) unless it is given. Zeros of the padding count
   * unless `countPadding` is false. Throws a ShapeError for windows that do not fit, or that would count
   * nothing.
   */
  readonly averagePool: Method<typeof operations.averagePool>

  /** The mean over all spatial axes of `x` [N, C, ...spatial]: [N, C], or with axes of length 1 kept. Floats. */
  readonly globalAveragePool: Method<typeof operations.globalAveragePool>

  /**
   * The largest over all spatial axes of `x` [N, C, ...spatial]: [N, C], or with axes of length 1 kept.
   * Floats. Of equal elements the first takes the derivative, as in PyTorch's adaptive pooling.
   */
  readonly globalMaxPool: Method<typeof operations.globalMaxPool>

  /**
   * The largest of every window of `x` [N, C, ...spatial]: [N, C, ...counts]. `size`: of the window, one for
   * all axes or one for each.
   *
   * Floats. Windows follow each other (`stride` is `size`) unless it is given; padding never wins over a number (an
   * element of −∞ is its equal). Of equal
   * elements the first takes the derivative, as in PyTorch; NaN wins over all. Throws a ShapeError for
   * windows that do not fit, or that hold nothing but padding.
   */
  readonly maxPool: Method<typeof operations.maxPool>

  /**
   * `x` [N, C, ...spatial] in other spatial lengths: [N, C, ...lengths].
   *
   * Floats. Elements stand at the centres of pixels, (i + ½) · length / new length − ½, and beyond the
   * outermost centres the outermost element goes on: PyTorch's `interpolate` with `align_corners=False`,
   * and its `nearest-exact`. Throws a ShapeError for lengths below 1.
   *
   * @see tf.image.resize, jax.image.resize, torch.nn.functional.interpolate
   */
  readonly resize: Method<typeof operations.resize>

  /**
   * The adjoint of `windows`: zeros of `lengths`, with every window of `x` [..., *sizes, *counts] added at
   * its place, in the order of the places in a window.
   *
   * Numbers. Throws a ShapeError where `x` is not what `windows` makes of axes of these lengths.
   */
  readonly overlapAdd: Method<typeof operations.overlapAdd>

  /**
   * All windows along the last axes of `x`, one axis for each of `windows`: [..., *sizes, *counts].
   *
   * Element [..., i, j] is that at `j · stride + i · dilation`; what the last window does not reach is left
   * out. Any dtype. The derivative adds what overlaps. Throws a ShapeError where no window fits.
   */
  readonly windows: Method<typeof operations.windows>
}
