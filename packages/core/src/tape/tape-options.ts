import type { Tensor } from '../tensor/tensor.ts'
import type { Tree } from '../tensor/tree.ts'
import type { DerivativeOptions, Unconnected } from './derivative-options.ts'

export interface TapeOptions {
  /**
   * May be asked for any number of derivatives, and records its own.
   *
   * @default false
   */
  readonly persistent?: boolean
  /**
   * Watches every trainable variable that is read.
   *
   * @default true
   */
  readonly watchAccessedVariables?: boolean
}

export interface GradientOptions<U extends Unconnected> extends DerivativeOptions<U> {
  /**
   * The cotangents to start from, in the nesting of the target.
   *
   * @default ones
   */
  readonly outputGradients?: Tree<Tensor>
}

/** A function whose result is there when it returns: `record` cannot follow a promise. */
export type Synchronous<T> = (() => T) &
  ([T] extends [never] ? unknown : T extends PromiseLike<unknown> ? never : unknown)
