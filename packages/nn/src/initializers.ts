import { ones, type Rng, type Shape, ShapeError, type Tensor, zeros } from '@sobolev/core'
import type { FloatDType } from './float-dtype.ts'
import { orthogonal } from './orthogonal.ts'

/** The first values of a Variable; float32 unless `dtype` says otherwise. */
export type Initializer = (rng: Rng, shape: Shape, dtype?: FloatDType) => Tensor

/**
 * How many inputs a unit has, and how many units an input goes to: of [in, out] these two; of
 * [..., in, out] each times the product of the lengths before.
 */
function fans(shape: Shape): { fanIn: number; fanOut: number } {
  const [inputs, outputs] = shape.slice(-2)
  if (inputs === undefined || outputs === undefined)
    throw new ShapeError(
      `initializer: a kernel must have at least two axes, [..., in, out], got [${shape.join(', ')}]`,
    )
  const field = shape.slice(0, -2).reduce((size, length) => size * length, 1)
  return { fanIn: field * inputs, fanOut: field * outputs }
}

type Variance = (fans: { fanIn: number; fanOut: number }) => number

/** Evenly from −√(3 variance) to √(3 variance). */
const uniform =
  (variance: Variance): Initializer =>
  (rng, shape, dtype = 'float32') => {
    const limit = Math.sqrt(3 * variance(fans(shape)))
    return rng.uniform(shape, { low: -limit, high: limit, dtype })
  }

/** From the normal distribution, not truncated. */
const normal =
  (variance: Variance): Initializer =>
  (rng, shape, dtype = 'float32') => {
    const standardDeviation = Math.sqrt(variance(fans(shape)))
    return rng.normal(shape, { standardDeviation, dtype })
  }

const glorot: Variance = ({ fanIn, fanOut }) => 2 / (fanIn + fanOut)
const he: Variance = ({ fanIn }) => 2 / fanIn
const lecun: Variance = ({ fanIn }) => 1 / fanIn

/** Uniform with variance 2 / (in + out), up to ±√(6 / (in + out)) (Glorot & Bengio 2010, equation 16). */
export const glorotUniform: Initializer = uniform(glorot)
/** Normal with variance 2 / (in + out) (Glorot & Bengio 2010, equation 12). */
export const glorotNormal: Initializer = normal(glorot)
/** Uniform with variance 2 / in, for rectifiers (He et al. 2015, equation 10). */
export const heUniform: Initializer = uniform(he)
/** Normal with variance 2 / in, for rectifiers (He et al. 2015, equation 10). */
export const heNormal: Initializer = normal(he)
/** Uniform with variance 1 / in (LeCun et al. 1998, "Efficient BackProp", equation 16). */
export const lecunUniform: Initializer = uniform(lecun)
/** Normal with variance 1 / in (LeCun et al. 1998, "Efficient BackProp", equation 16). */
export const lecunNormal: Initializer = normal(lecun)

/** Every initialiser by the name it has in configs. */
export const initializers: {
  readonly [Name in
    | 'glorotUniform'
    | 'glorotNormal'
    | 'heUniform'
    | 'heNormal'
    | 'lecunUniform'
    | 'lecunNormal'
    | 'orthogonal'
    | 'zeros'
    | 'ones']: Initializer
} = {
  glorotUniform,
  glorotNormal,
  heUniform,
  heNormal,
  lecunUniform,
  lecunNormal,
  orthogonal,
  zeros: (_, shape, dtype) => zeros(shape, dtype),
  ones: (_, shape, dtype) => ones(shape, dtype),
}
