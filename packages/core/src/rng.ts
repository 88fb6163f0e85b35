import { DTypeError } from './errors.ts'
import { tensor } from './from-values.ts'
import { add, mul, sub } from './operations/arithmetic.ts'
import { less } from './operations/compare.ts'
import { concat } from './operations/concat.ts'
import {
  deriveKey,
  randomBitsOp,
  randomNormalOp,
  randomUniformOp,
  sample,
} from './operations/random.ts'
import { reshape } from './operations/reshape.ts'
import { checkShape, type Shape } from './shape.ts'
import { Tensor } from './tensor.ts'

/** The float dtype of drawn numbers; `float32` unless said otherwise. */
export interface DrawOptions {
  readonly dtype?: 'float32' | 'float64'
}

/**
 * A source of random numbers: a key of the counter-based generator Philox 4×32-10 (Salmon et al.
 * 2011, "Parallel random numbers: as easy as 1, 2, 3").
 *
 * It is a value, not a stream: the same source gives the same numbers for the same call, every
 * time. Independent numbers come from independent children, split off by name, so that drawing
 * more in one place changes nothing in another.
 *
 * ```ts
 * const rng = new Rng(42)
 * const kernel = rng.split('kernel').normal([2, 3])
 * const mask = rng.split('dropout').split(step).uniform([8]).less(0.1)
 * ```
 */
export class Rng {
  /** Two int32 words: what determines everything that is drawn. */
  readonly key: Tensor

  /** `seed`: a whole number from 0 to 2⁵³ − 1, or the key of another source. */
  constructor(seed: number | Tensor) {
    this.key =
      seed instanceof Tensor
        ? checkedKey(seed)
        : tensor(words('Rng: a seed', seed), { dtype: 'int32' })
  }

  /** An independent source. `name`: text, a whole number from 0, or an int32 scalar, such as a step. */
  split(name: string | number | Tensor): Rng {
    if (!(name instanceof Tensor)) {
      const data = typeof name === 'string' ? hash(name) : words('split: a number', name)
      return new Rng(deriveKey(this.key, tensor(data, { dtype: 'int32' })))
    }
    if (name.dtype !== 'int32' || name.size !== 1)
      throw new DTypeError(
        `split: a tensor must be one int32, got ${name.dtype} of ${name.size} elements`,
      )
    const low = reshape(name, [1])
    return new Rng(deriveKey(this.key, concat([low, tensor([0], { dtype: 'int32' })])))
  }

  /**
   * Evenly from `low` (included) to `high` (excluded, but for rounding where `low` is not 0);
   * 24 random bits for float32, 53 for float64.
   */
  uniform(
    shape: Shape = [],
    { low = 0, high = 1, dtype = 'float32' }: DrawOptions & { low?: number; high?: number } = {},
  ): Tensor {
    checkShape('uniform', shape)
    const unit = sample(randomUniformOp, this.key, shape, dtype)
    return low === 0 && high === 1 ? unit : add(mul(unit, high - low), low)
  }

  /** From the normal distribution (Box–Muller). */
  normal(
    shape: Shape = [],
    {
      mean = 0,
      standardDeviation = 1,
      dtype = 'float32',
    }: DrawOptions & { mean?: number; standardDeviation?: number } = {},
  ): Tensor {
    checkShape('normal', shape)
    const unit = sample(randomNormalOp, this.key, shape, dtype)
    return mean === 0 && standardDeviation === 1 ? unit : add(mul(unit, standardDeviation), mean)
  }

  /** True with probability `p`, element by element. */
  bernoulli(p: number, shape: Shape = []): Tensor {
    if (!(p >= 0 && p <= 1))
      throw new RangeError(`bernoulli: p must be a probability from 0 to 1, got ${p}`)
    return less(this.uniform(shape), p)
  }

  /** −1 or 1 with equal chance, element by element. */
  rademacher(shape: Shape = [], { dtype = 'float32' }: DrawOptions = {}): Tensor {
    return sub(mul(this.bernoulli(0.5, shape).cast(dtype), 2), 1)
  }

  /** The whole numbers from 0 to `n` − 1 in random order; int32. */
  permutation(n: number): Tensor {
    checkShape('permutation', [n])
    const order = Int32Array.from({ length: n }, (_, i) => i)
    const bits = Tensor.elements(sample(randomBitsOp, this.key, [n], 'int32'))
    for (let i = n - 1; i > 0; i--) {
      // Fisher–Yates; the bias of scaling 32 bits to i + 1 places is below n / 2³².
      const j = Math.floor((((bits[i] ?? 0) >>> 0) / 4294967296) * (i + 1))
      const held = order[i] ?? 0
      order[i] = order[j] ?? 0
      order[j] = held
    }
    return new Tensor([n], 'int32', order)
  }
}

function words(what: string, value: number): number[] {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${what} must be a whole number from 0 to 2^53 − 1, got ${value}`)
  return [value | 0, Math.floor(value / 4294967296) | 0]
}

function checkedKey(key: Tensor): Tensor {
  if (key.dtype !== 'int32' || key.size !== 2)
    throw new DTypeError(`Rng: a key must be two int32 words, got ${key.dtype} of ${key.size}`)
  return key
}

// FNV-1a over UTF-16 code units, twice with different starts: 64 bits.
function hash(name: string): number[] {
  return [0x811c9dc5, 0x27d4eb2f].map((start) => {
    let state = start
    for (let i = 0; i < name.length; i++) state = Math.imul(state ^ name.charCodeAt(i), 0x01000193)
    // The final mix keeps a name apart from the small numbers.
    return state ^ (state >>> 15) ^ -0x61c88647
  })
}
