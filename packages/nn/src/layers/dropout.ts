import { describeValue, type Tensor, where } from '@sobolev/core'
import { checkTensors } from '../check-tensors.ts'
import { checkMode, type Mode } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'

/**
 * Sets units to 0 at random in training, each on its own, and scales the others by 1 / (1 − rate),
 * so that the expected output is the input (Srivastava et al. 2014, section 10, scaled in training).
 * When not training it is the identity.
 */
export class Dropout extends Module {
  /** The probability with which a unit is dropped. */
  readonly rate: number

  /** `rate`: the share that is DROPPED, from 0 to below 1; else a RangeError. */
  constructor(rate: number) {
    super()
    if (!(typeof rate === 'number' && rate >= 0 && rate < 1))
      throw new RangeError(
        `Dropout: rate, the share that is dropped, must be at least 0 and below 1, got ${describeValue(rate)}; new Dropout(0.1)`,
      )
    this.rate = rate
  }

  override call(x: Tensor, mode: Mode): Tensor {
    checkMode(mode)
    checkTensors('Dropout', { x })
    if (!mode.training || this.rate === 0) return x
    const kept = mode.rng.bernoulli(1 - this.rate, x.shape)
    return where(kept, x.div(1 - this.rate), 0)
  }
}
