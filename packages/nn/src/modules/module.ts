import type { Tensor, Variable } from '@sobolev/core'
import type { Tensors } from '../tensors.ts'
import type { Bounds } from './bounds.ts'
import { collectVariables } from './collect-variables.ts'
import type { MaskRule } from './mask-rule.ts'
import { type Mode, prediction } from './mode.ts'
import { withWeights } from './with-weights.ts'

/**
 * A function with Variables: a layer, or a model made of layers.
 *
 * A subclass keeps its Variables and child modules as properties, or in arrays, objects, Maps and Sets
 * of them. A `#private` field cannot be seen from outside, and neither can what a function closes over:
 * their Variables are not found, and `objective` says so where the model reads one.
 *
 * ```ts
 * class Residual extends Module {
 *   readonly inner: Module
 *   constructor(inner: Module) {
 *     super()
 *     this.inner = inner
 *   }
 *   call(x: Tensor, mode?: Mode): Tensor {
 *     return x.add(this.inner.call(x, childMode(mode, 'inner')))
 *   }
 * }
 * ```
 */
export abstract class Module {
  /**
   * The outputs for a batch `x`, whose first axis counts the examples: predictions, unless `mode` is of training.
   *
   * @see tf.keras.Model.call, torch.nn.Module.forward, flax.linen.Module.apply
   */
  abstract call(x: Tensor, mode?: Mode): Tensor

  /**
   * What it makes of sequences whose `mode.mask` leaves steps out. Undefined, as it is unless a subclass says more: with
   * a mask, a `Sequential` then refuses to call it, since what it does with the padding is not known.
   */
  get maskRule(): MaskRule | undefined {
    return undefined
  }

  /**
   * Whether a larger input never gives a smaller output, as in what picks, averages or rescales its inputs. False unless
   * a subclass says more; by this its outputs are bounded.
   */
  get isMonotone(): boolean {
    return false
  }

  /**
   * Whether it may give numbers below 0 where its inputs and all weights are above: it subtracts. False unless a subclass
   * says more; sums over paths of positive numbers mean nothing behind it.
   */
  get givesNegatives(): boolean {
    return false
  }

  /**
   * Takes from inputs [n, ...] that are trained on what it has to know of them, such as quantiles, before the first step;
   * only of layers that go by such. `adaptModel` calls it of each layer within a model.
   */
  adapt?(inputs: Tensor): void

  /** Bounds of its outputs for inputs within bounds; only of layers that know how, beside those that are monotone. */
  boundsOf?(inputs: Bounds, mode: Mode): Bounds

  /** What the calls of a module within this one gave, for all rows; a model that calls its modules for parts of the rows says how they lie. */
  mergeCalls?(outputs: readonly Tensor[]): readonly Tensor[]

  /**
   * Every Variable of this module and of what it holds by its dotted path, such as `layers.0.kernel`:
   * the name in checkpoints. One that is shared, as the weights of a layer used twice, stands once,
   * under the first path to it. Throws a TypeError where two Variables have one path.
   */
  variables(): Record<string, Variable> {
    return collectVariables(this)
  }

  /** Those of `variables()` that are trained: what a tape's `gradient` and an `Optimizer` are given. */
  trainableVariables(): Record<string, Variable> {
    return Object.fromEntries(
      Object.entries(this.variables()).filter(([, variable]) => variable.trainable),
    )
  }

  /**
   * The values of `trainableVariables()` by path: weights as plain tensors, for `callWith`, `grad` and `mapTree`.
   *
   * @see torch.nn.Module.parameters, flax.linen.Module.init
   */
  parameters(): Tensors {
    return Object.fromEntries(
      Object.entries(this.trainableVariables()).map(([path, variable]) => [path, variable.value]),
    )
  }

  /**
   * `call` with other weights in place of those that it has, by path; a weight that is not given is its own. Derivatives
   * pass to the weights. `withWeights` does the same for any function of a model.
   *
   * ```ts
   * const average = model.callWith(mapTree((a, b) => a.lerp(b, 0.5), first, second), x)
   * const outputs = vmap((weights: Tensors) => model.callWith(weights, x))(weightsOfAllMembers)
   * ```
   *
   * @see torch.func.functional_call, flax.linen.Module.apply
   */
  callWith(weights: Tensors, x: Tensor, mode: Mode = prediction): Tensor {
    return withWeights(this, weights, () => this.call(x, mode))
  }
}
