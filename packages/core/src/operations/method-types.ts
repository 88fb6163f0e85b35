// Written by `npm run methods` from the documentation of the operations: change it there.
import type { TensorLike } from '../tensor/convert.ts'
import type * as operations from './fluent.ts'

type Method<F> = F extends (x: TensorLike, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never

/** The operations as methods: `x.mul(2)` is `mul(x, 2)`. */
export interface Methods {
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
   * Repeats every slice of `x` along `axis` several times in a row: one count for all slices, or one for each.
   * Throws a ShapeError for a count that is no whole number from 0, or another number of counts.
   *
   * @see tf.repeat, jnp.repeat, torch.repeat_interleave
   */
  readonly repeat: Method<typeof operations.repeat>

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
   * The matrix product of the last two axes: [..., m, k] · [..., k, n] → [..., m, n]; the axes before
   * them broadcast. With `transposeA` or `transposeB` that operand is read as its transpose, without
   * a copy. A vector counts as a row on the left, a column on the right, and its axis is dropped.
   * Floats of one dtype; each sum runs over k in a fixed order.
   *
   * @see tf.matmul, jnp.matmul, torch.mm and torch.bmm, @ of Python
   */
  readonly matmul: Method<typeof operations.matmul>

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
}
