import { CompileError, DTypeError } from '../../errors/errors.ts'
import { checkOptions, type OptionKinds } from '../../errors/options.ts'
import { ORIGIN, type Origin, originOf } from '../../errors/origin.ts'
import { refusesClone } from '../../errors/plain-javascript.ts'
import { currentProgram, type Tracer } from '../../primitive/tracing.ts'
import { type TensorLike, toFloat, toTensor } from '../../tensor/convert.ts'
import { tensor } from '../../tensor/from-values.ts'
import { checkShape, type Shape } from '../../tensor/shape.ts'
import { type Nested, Tensor } from '../../tensor/tensor.ts'
import { add, mul, sub } from '../elementwise/arithmetic.ts'
import { cast } from '../elementwise/cast.ts'
import { less } from '../elementwise/compare.ts'
import { exp, floor, sigmoid } from '../elementwise/elementwise.ts'
import { argsort } from '../index/sort.ts'
import { concat } from '../layout/concat.ts'
import { reshape } from '../layout/reshape.ts'
import { gumbelMax, parameter, placed, truncatedUnit, unitExponential } from './distributions.ts'
import {
  type BetaOptions,
  type DrawOptions,
  drawKinds,
  type GammaOptions,
  type IntegersOptions,
  type NormalOptions,
  normalKinds,
} from './draw-options.ts'
import { logGammaDraws } from './gamma-draws.ts'
import { checkedKey, hashOf, wordsOf } from './key-words.ts'
import { deriveKey, randomNormalOp, randomUniformOp, sample } from './random.ts'

/**
 * A source of random numbers: a key of the counter-based generator Philox 4×32-10 (Salmon et al.
 * 2011, "Parallel random numbers: as easy as 1, 2, 3").
 *
 * It is a value, not a stream: the same call on the same source always returns the same numbers. So two draws of one
 * shape from one source are equal, and two layers that are given one source start with the same weights. Independent
 * numbers come from sources split off by name, and drawing more in one place changes nothing in another. A compiled
 * function must get its source as an argument; drawing from one that it closes over is a CompileError.
 *
 * ```ts
 * const rng = new Rng(42)
 * const kernel = rng.split('kernel').normal([2, 3])
 * const mask = rng.split('dropout').split(step).uniform([8]).less(0.1)
 * ```
 */
export class Rng {
  // Before `key`, so that copying an Rng fails with its own error and not with that of a tensor.
  protected readonly clone: object = clone
  /** Two int32 words: what determines everything that is drawn. */
  readonly key: Tensor
  // The function being compiled when this source, or the one it was split off, was created.
  #program: Tracer | null = currentProgram()

  /** `seed`: an integer from 0 to 2⁵³ − 1, or the key of another source. */
  constructor(seed: number | Tensor) {
    this.key =
      seed instanceof Tensor
        ? checkedKey(seed)
        : tensor(wordsOf('Rng: a seed', seed), { dtype: 'int32' })
  }

  /** An independent source. `name`: text, a whole number from 0, or an int32 scalar, such as a step. */
  split(name: string | number | Tensor): Rng {
    if (!(name instanceof Tensor)) {
      const data = typeof name === 'string' ? hashOf(name) : wordsOf('split: a number', name)
      return this.#child(tensor(data, { dtype: 'int32' }))
    }
    if (name.dtype !== 'int32' || name.size !== 1)
      throw new DTypeError(
        `split: a tensor must be one int32, got ${name.dtype} of ${name.size} elements`,
      )
    const low = reshape(name, [1])
    return this.#child(concat([low, tensor([0], { dtype: 'int32' })]))
  }

  #child(data: Tensor): Rng {
    const child = new Rng(deriveKey(this.key, data))
    child.#program = this.#program
    return child
  }

  /**
   * The key to draw with. Throws a CompileError in a compiled function if the key is a constant from outside of it:
   * the numbers would be the same in every call.
   */
  #keyFor(operation: string): Tensor {
    const known = !('data' in Tensor.storage(this.key))
    if (known && currentProgram() && this.#program !== currentProgram())
      throw new CompileError(
        `compile: ${operation}() must not draw from an Rng that the function closes over, which would give the same numbers in every call; ` +
          'pass the Rng as an argument, split by the step, as in step(x, rng.split(i)), or draw outside if the numbers are to stay',
      )
    return this.key
  }

  /**
   * Evenly from `low` (included) to `high` (excluded, but for rounding where `low` is not 0);
   * 24 random bits for float32, 53 for float64. Differentiable by both bounds.
   */
  uniform(
    shape: Shape = [],
    options: DrawOptions & { low?: TensorLike; high?: TensorLike } = {},
  ): Tensor {
    const {
      low = 0,
      high = 1,
      dtype = 'float32',
    } = checkOptions('uniform', options, { ...drawKinds, low: 'numbers', high: 'numbers' })
    checkShape('uniform', shape)
    const unit = sample(randomUniformOp, this.#keyFor('uniform'), shape, dtype)
    const numbers = typeof low === 'number' && typeof high === 'number'
    return placed(
      'uniform',
      unit,
      numbers ? high - low : sub(toTensor('uniform', high, dtype), low),
      low,
    )
  }

  /** From the normal distribution (Box–Muller). Differentiable by mean and deviation. */
  normal(shape: Shape = [], options: NormalOptions = {}): Tensor {
    const {
      mean = 0,
      standardDeviation = 1,
      dtype = 'float32',
    } = checkOptions('normal', options, normalKinds)
    checkShape('normal', shape)
    const unit = sample(randomNormalOp, this.#keyFor('normal'), shape, dtype)
    return placed('normal', unit, standardDeviation, mean)
  }

  /**
   * From the normal distribution between two bounds, `lower` (default: −2) and `upper` (default: 2), in standard
   * deviations from the mean. Differentiable by mean and deviation, with which the bounds move.
   * Throws a RangeError for bounds that are not in order, or both lie beyond 6 on one side.
   */
  truncatedNormal(
    shape: Shape = [],
    options: NormalOptions & { lower?: number; upper?: number } = {},
  ): Tensor {
    const {
      mean = 0,
      standardDeviation = 1,
      lower = -2,
      upper = 2,
      dtype = 'float32',
    } = checkOptions('truncatedNormal', options, { ...normalKinds, lower: 'any', upper: 'any' })
    checkShape('truncatedNormal', shape)
    const unit = truncatedUnit(this.#keyFor('truncatedNormal'), shape, lower, upper)
    return placed('truncatedNormal', cast(unit, dtype), standardDeviation, mean)
  }

  /** From the exponential distribution of mean `scale`; differentiable by it. */
  exponential(shape: Shape = [], options: DrawOptions & { scale?: TensorLike } = {}): Tensor {
    const { scale = 1, dtype = 'float32' } = checkOptions('exponential', options, {
      ...drawKinds,
      scale: 'numbers',
    })
    checkShape('exponential', shape)
    const unit = unitExponential(sample(randomUniformOp, this.#keyFor('exponential'), shape, dtype))
    return placed('exponential', unit, scale, 0)
  }

  /**
   * From the gamma distribution of a shape parameter, a number above 0, and the mean `parameter · scale`; differentiable
   * by the scale alone. Throws a RangeError for another parameter.
   */
  gamma(shape: Shape = [], options: GammaOptions): Tensor {
    const {
      parameter,
      scale = 1,
      dtype = 'float32',
    } = checkOptions('gamma', options, { ...drawKinds, parameter: 'number', scale: 'numbers' }, [
      'parameter',
    ])
    return placed('gamma', cast(exp(this.#logGamma('gamma', shape, parameter)), dtype), scale, 0)
  }

  /**
   * From the beta distribution between 0 and 1 of the parameters α and β, numbers above 0, of the mean α / (α + β). No
   * derivative. Throws a RangeError for other parameters.
   */
  beta(shape: Shape = [], options: BetaOptions): Tensor {
    const kinds: OptionKinds<BetaOptions> = { ...drawKinds, alpha: 'number', beta: 'number' }
    const {
      alpha,
      beta,
      dtype = 'float32',
    } = checkOptions('beta', options, kinds, ['alpha', 'beta'])
    // G / (G + H) of two draws of gamma, by their logarithms, which do not vanish where G and H do.
    const [first, second] = [
      this.split('alpha').#logGamma('beta', shape, alpha),
      this.split('beta').#logGamma('beta', shape, beta),
    ]
    return cast(sigmoid(sub(first, second)), dtype)
  }

  #logGamma(operation: string, shape: Shape, parameter: number): Tensor {
    checkShape(operation, shape)
    if (!(parameter > 0 && Number.isFinite(parameter)))
      throw new RangeError(`${operation}: a parameter must be above 0, got ${parameter}`)
    const draws = (op: Parameters<typeof sample>[0]) => (name: string, of: Shape) =>
      sample(op, this.split(name).#keyFor(operation), of, 'float64')
    const source = { normal: draws(randomNormalOp), uniform: draws(randomUniformOp) }
    return logGammaDraws(source, shape, parameter)
  }

  /**
   * True with probability `p`, element by element; `shape` is that of `p` by default. Throws a RangeError for a number
   * that is no probability; elements of a tensor that are 0 or less are never true, those above 1 always.
   */
  bernoulli(p: TensorLike, shape?: Shape): Tensor {
    if (typeof p === 'number') {
      if (!(p >= 0 && p <= 1))
        throw new RangeError(`bernoulli: p must be a probability from 0 to 1, got ${p}`)
      checkShape('bernoulli', shape ?? [])
      return less(sample(randomUniformOp, this.#keyFor('bernoulli'), shape ?? [], 'float32'), p)
    }
    const chance = toFloat('bernoulli', p)
    const own = shape ?? chance.shape
    checkShape('bernoulli', own)
    const unit = sample(randomUniformOp, this.#keyFor('bernoulli'), own, chance.dtype)
    return less(unit, parameter('bernoulli', chance, own, unit))
  }

  /**
   * An index into the last axis of `logits`, each with the probability that softmax gives it: int32 of
   * `shape`, then the other axes of `logits` (Gumbel 1954; no derivative).
   */
  categorical(logits: TensorLike, shape: Shape = []): Tensor {
    checkShape('categorical', shape)
    return gumbelMax(this.#keyFor('categorical'), logits, shape)
  }

  /** What `JSON.stringify` writes: the two words of the key; `new Rng(tensor(words, { dtype: 'int32' }))` restores it. */
  toJSON(): Nested {
    return this.key.toJSON()
  }

  get [ORIGIN](): Origin {
    return origin
  }

  /** −1 or 1 with equal chance, element by element. */
  rademacher(shape: Shape = [], options: DrawOptions = {}): Tensor {
    const { dtype = 'float32' } = checkOptions('rademacher', options, drawKinds)
    checkShape('rademacher', shape)
    const unit = sample(randomUniformOp, this.#keyFor('rademacher'), shape, 'float32')
    return sub(mul(cast(less(unit, 0.5), dtype), 2), 1)
  }

  /**
   * Whole numbers from `low` (included) to `high` (excluded), each equally likely; int32.
   * Throws a RangeError unless both are whole numbers of int32, the lower one first.
   *
   * @see jax.random.randint, torch.randint, np.random.Generator.integers
   */
  integers(shape: Shape, options: IntegersOptions): Tensor {
    const { low = 0, high } = checkOptions('integers', options, { low: 'number', high: 'number' }, [
      'high',
    ])
    checkShape('integers', shape)
    const fits = [low, high].every(
      (bound) => Number.isInteger(bound) && Math.abs(bound) <= 2147483648,
    )
    if (!fits || low >= high)
      throw new RangeError(
        `integers: low and high must be whole numbers from −2³¹ to 2³¹, low below high, got ${low} and ${high}; high is excluded`,
      )
    // 53 random bits: no number is likelier than another by more than 2⁻²¹ of its chance, and the product is below `high − low`.
    const unit = sample(randomUniformOp, this.#keyFor('integers'), shape, 'float64')
    return cast(add(floor(mul(unit, high - low)), low), 'int32')
  }

  /**
   * The whole numbers from 0 to `n` − 1 in random order; int32.
   *
   * @see jax.random.permutation, torch.randperm
   */
  permutation(n: number): Tensor {
    checkShape('permutation', [n])
    // Sorts n draws of 53 bits. Equal draws, which would keep their order, occur with a probability of n² / 2⁵⁴.
    return argsort(sample(randomUniformOp, this.#keyFor('permutation'), [n], 'float64'))
  }
}

const origin = originOf('Rng')

const clone = refusesClone(
  'an Rng',
  'send rng.key.data, of which new Rng(tensor(data)) makes it again',
)
