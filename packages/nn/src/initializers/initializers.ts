import { ones, zeros } from '@sobolev/core'
import { checkFloatDType } from '../float-dtype.ts'
import { type Fans, fansOf } from './fans.ts'
import type { Initializer } from './initializer.ts'
import { orthogonal } from './orthogonal.ts'

type Variance = (fans: Fans) => number

/** Evenly from −√(3 variance) to √(3 variance). */
const uniform =
  (name: string, variance: Variance): Initializer =>
  (rng, shape, dtype = 'float32', fans) => {
    checkFloatDType(name, dtype)
    const limit = Math.sqrt(3 * variance(fansOf(name, rng, shape, fans)))
    return rng.uniform(shape, { low: -limit, high: limit, dtype })
  }

/** From the normal distribution, not truncated. */
const normal =
  (name: string, variance: Variance): Initializer =>
  (rng, shape, dtype = 'float32', fans) => {
    checkFloatDType(name, dtype)
    const standardDeviation = Math.sqrt(variance(fansOf(name, rng, shape, fans)))
    return rng.normal(shape, { standardDeviation, dtype })
  }

const glorot: Variance = ({ fanIn, fanOut }) => 2 / (fanIn + fanOut)
const he: Variance = ({ fanIn }) => 2 / fanIn
const lecun: Variance = ({ fanIn }) => 1 / fanIn

/** Uniform with variance 2 / (in + out), up to ±√(6 / (in + out)) (Glorot & Bengio 2010, equation 16). */
export const glorotUniform: Initializer = uniform('glorotUniform', glorot)
/** Normal with variance 2 / (in + out) (Glorot & Bengio 2010, equation 12). */
export const glorotNormal: Initializer = normal('glorotNormal', glorot)
/** Uniform with variance 2 / in, for rectifiers (He et al. 2015, equation 10). */
export const heUniform: Initializer = uniform('heUniform', he)
/** Normal with variance 2 / in, for rectifiers (He et al. 2015, equation 10). */
export const heNormal: Initializer = normal('heNormal', he)
/** Uniform with variance 1 / in (LeCun et al. 1998, "Efficient BackProp", equation 16). */
export const lecunUniform: Initializer = uniform('lecunUniform', lecun)
/** Normal with variance 1 / in (LeCun et al. 1998, "Efficient BackProp", equation 16). */
export const lecunNormal: Initializer = normal('lecunNormal', lecun)

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
