import type { OptionKinds } from '../../errors/options.ts'
import type { TensorLike } from '../../tensor/convert.ts'

/** Options of every draw of an `Rng`. */
export interface DrawOptions {
  /**
   * Of the drawn numbers.
   *
   * @default 'float32'
   */
  readonly dtype?: 'float32' | 'float64'
}

/** Parameters of normal draws; tensors broadcast to what is drawn. */
export interface NormalOptions extends DrawOptions {
  /** The mean; 0 unless given. */
  readonly mean?: TensorLike
  /** The standard deviation; 1 unless given. */
  readonly standardDeviation?: TensorLike
}

/** Of the gamma distribution. */
export interface GammaOptions extends DrawOptions {
  /** The shape parameter, above 0. */
  readonly parameter: number
  /** What the draws are multiplied with; 1 unless given. */
  readonly scale?: TensorLike
}

/** Of the beta distribution; both above 0. */
export interface BetaOptions extends DrawOptions {
  /** The first shape parameter, above 0. */
  readonly alpha: number
  /** The second shape parameter, above 0. */
  readonly beta: number
}

/** Of whole numbers. */
export interface IntegersOptions {
  /**
   * The smallest.
   *
   * @default 0
   */
  readonly low?: number
  /** One above the largest. */
  readonly high: number
}

export const drawKinds: OptionKinds<DrawOptions> = { dtype: ['float32', 'float64'] }
export const normalKinds: OptionKinds<NormalOptions> = {
  ...drawKinds,
  mean: 'numbers',
  standardDeviation: 'numbers',
}
