import type { Tensor } from '../tensor/tensor.ts'
import type { Tree } from '../tensor/tree.ts'
import type { DerivativeOptions, Unconnected } from './derivative-options.ts'

/** Options of `new GradientTape`. */
export interface TapeOptions {
  /**
   * Whether the tape may be asked for any number of derivatives, and records them too.
   *
   * @default false
   */
  readonly persistent?: boolean
  /**
   * Whether the tape watches every trainable variable that is read.
   *
   * @default true
   */
  readonly watchAccessedVariables?: boolean
}

/** Options of `tape.gradient`. */
export interface GradientOptions<U extends Unconnected> extends DerivativeOptions<U> {
  /**
   * The cotangents of the target, in its nesting.
   *
   * @default ones
   */
  readonly outputGradients?: Tree<Tensor>
}

/** A function that is not async: `record` cannot record what a promise does later. */
export type Synchronous<T> = (() => T) &
  ([T] extends [never] ? unknown : T extends PromiseLike<unknown> ? never : unknown)
