import { recordingOnly, recordingWith } from '../../context/recording.ts'
import { describeValue } from '../../errors/describe-value.ts'
import { GradientError, ShapeError } from '../../errors/errors.ts'
import { add, mul } from '../../operations/elementwise/arithmetic.ts'
import { stopGradient } from '../../operations/elementwise/stop-gradient.ts'
import { copyAll } from '../../operations/layout/copy.ts'
import { reshape } from '../../operations/layout/reshape.ts'
import { slice } from '../../operations/layout/slice-pad.ts'
import { sum } from '../../operations/layout/sum-broadcast.ts'
import { eigenOf } from '../../operations/linear-algebra/eigh.ts'
import {
  matrixBatchRule,
  swapped,
  symmetricPart,
  toMatrices,
} from '../../operations/linear-algebra/matrices.ts'
import { matmul } from '../../operations/products/matmul.ts'
import { apply } from '../../primitive/apply.ts'
import { type Primitive, primitive, type Rule } from '../../primitive/primitive.ts'
import { currentTracer } from '../../primitive/tracing.ts'
import { isMapping } from '../../tensor/batching.ts'
import type { TensorLike } from '../../tensor/convert.ts'
import { sameShape, showShape } from '../../tensor/shape.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { ClosureRecorder } from '../closure-recorder.ts'
import { dividedDifferences, type ScalarFunction } from './divided-differences.ts'

/**
 * The result, computed without recording; the matrices A; their eigenvalues λ and eigenvectors V; directions E₁ to Eₖ.
 * The result is the k-th derivative of f(A) along these directions in one order,
 * V (Σ f[λ₀, …, λₖ] (VᵀE₁V)₀₁ … (VᵀEₖV)ₖ₋₁ₖ) Vᵀ; the derivative itself is the sum over all orders.
 */
type Inputs = readonly [Tensor, Tensor, Tensor, Tensor, ...Tensor[]]

interface Attributes {
  readonly f: ScalarFunction
}

// The derivative by A along a direction is the same operation, with that direction inserted at each position among
// E₁ to Eₖ: so the rules apply the operation itself (Daletskii and Krein).
const spectralOp: Primitive<Inputs, Attributes> = primitive<Inputs, Attributes>({
  name: 'spectralFunction',
  shape: ([value]) => value.shape,
  view: true,
  batch: matrixBatchRule,
  lower: copyAll,
  vjp: (index) => (index === 1 || index >= 4 ? ruleFor(index) : null),
})

const ruleFor =
  (index: number): Rule<Inputs, Attributes> =>
  (g, [, a, values, vectors, ...directions], _, { f }) => {
    const position = { a, values, vectors, f }
    if (index >= 4) return spectral(position, around(g, directions, index - 4, index - 3))
    return [...directions, null]
      .map((__, place) => spectral(position, around(g, directions, place, place)))
      .reduce((total, each) => add(total, each))
  }

/** The directions of the adjoint at one position: `g` between those before and behind it, reversed and transposed. */
const around = (
  g: Tensor,
  directions: readonly Tensor[],
  before: number,
  behind: number,
): Tensor[] => [
  ...directions.slice(0, before).reverse().map(swapped),
  g,
  ...directions.slice(behind).reverse().map(swapped),
]

interface Spectrum extends Attributes {
  readonly a: Tensor
  readonly values: Tensor
  readonly vectors: Tensor
}

function spectral({ a, values, vectors, f }: Spectrum, directions: readonly Tensor[]): Tensor {
  const value = spectralValue(f, values, vectors, directions.map(stopGradient))
  return apply(spectralOp, [value, a, values, vectors, ...directions], { f })
}

function spectralValue(
  f: ScalarFunction,
  values: Tensor,
  vectors: Tensor,
  directions: readonly Tensor[],
): Tensor {
  const [batch = 0, n = 0] = values.shape
  const order = directions.length
  const inBasis = (weights: Tensor): Tensor =>
    matmul(matmul(vectors, weights), vectors, { transposeB: true })
  if (order === 0)
    return matmul(mul(vectors, reshape(f(values), [batch, 1, n])), vectors, { transposeB: true })
  const terms = directions.reduce(
    (product, direction, place) => {
      const turned = matmul(matmul(vectors, direction, { transposeA: true }), vectors)
      const shape = Array.from({ length: order + 1 }, (_, axis) =>
        axis === place || axis === place + 1 ? n : 1,
      )
      return mul(product, reshape(turned, [batch, ...shape]))
    },
    dividedDifferences(f, values, order),
  )
  const inner = Array.from({ length: order - 1 }, (_, axis) => axis + 2)
  return inBasis(sum(terms, inner))
}

/**
 * f(A) = V·diag(f(λ))·Vᵀ of symmetric matrices [..., n, n] with eigenvalues λ; floats. Of other matrices it takes
 * the symmetric part (A + Aᵀ) / 2. `f` works element by element, on a tensor of any shape: `spectralFunction(a, exp)`.
 *
 * All derivatives are right also where eigenvalues are equal or nearly equal, and those by `eigh` are NaN: they are
 * computed from divided differences of `f` (Daletskii & Krein 1965; Higham 2008, "Functions of Matrices", theorem
 * 3.11), of which the k-th derivative takes memory for nᵏ⁺¹ numbers. Throws a ShapeError for what is no square matrix
 * and where `f` changes the shape or mixes eigenvalues (not checked within `compile` and `vmap`), a GradientError
 * where `f` closes over a tensor or variable that is being differentiated.
 */
export function spectralFunction(a: TensorLike, f: ScalarFunction): Tensor {
  const { matrices: given, leading, n } = toMatrices('spectralFunction', a)
  const matrices = symmetricPart(given)
  const eigen = eigenOf(matrices)
  checkFunction(f, eigen.values)
  const result = spectral({ a: matrices, ...eigen, f }, [])
  return reshape(result, [...leading, n, n])
}

/** Throws unless `f` maps each eigenvalue to a number and depends on nothing else that a tape watches. */
function checkFunction(f: ScalarFunction, values: Tensor): void {
  if (typeof f !== 'function')
    throw new TypeError(
      `spectralFunction: needs a function of each eigenvalue, got ${describeValue(f)}; spectralFunction(a, exp)`,
    )
  const recorder = new ClosureRecorder([values], [], { reads: false, throughIntegers: false })
  const result: unknown = recordingWith(recorder, () => f(values))
  if (!(result instanceof Tensor))
    throw new TypeError(
      `spectralFunction: the function must return a tensor, got ${describeValue(result)}; spectralFunction(a, exp)`,
    )
  if (!sameShape(result.shape, values.shape))
    throw new ShapeError(
      `spectralFunction: the function must work element by element, got shape ${showShape(result.shape)} of ${showShape(values.shape)}`,
    )
  checkAlone(f, values, result)
  if (recorder.isReached(result))
    throw new GradientError(
      'spectralFunction: the function may depend on its argument only, got one that depends on a watched tensor or variable besides; wrap it in stopGradient()',
    )
}

/** Throws if `f` maps the first eigenvalue to another number when the others are left out; skipped where numbers cannot be read. */
function checkAlone(f: ScalarFunction, values: Tensor, result: Tensor): void {
  if (isMapping() || currentTracer()) return
  const first = (x: Tensor): Tensor => slice(x, [null, { stop: 1 }])
  const [alone, among] = recordingOnly(null, () => [f(first(values)), first(result)])
  const expected = Tensor.elements(among)
  const sizes = [...Tensor.elements(result)].map(Math.abs).filter(Number.isFinite)
  const rounding = 1e-4 * sizes.reduce((most, size) => Math.max(most, size), 0)
  // Where both are infinite the difference is no number.
  for (const [index, value] of Tensor.elements(alone).entries())
    if (Math.abs(value - (expected[index] ?? Number.NaN)) > 1e-3 * Math.abs(value) + rounding)
      throw new ShapeError(
        `spectralFunction: the function must work element by element, got ${value} of an eigenvalue alone and ${expected[index]} of it among others`,
      )
}
