import { type Tensor, where } from '@sobolev/core'
import { Dense, type Mode } from '@sobolev/nn'

/** The output layer of sequences with a target for each step: [n, steps, features] → [n, steps, units], 0 in the padding. */
export class StepOutput extends Dense {
  override call(x: Tensor, { mask }: Mode = { training: false }): Tensor {
    const outputs = super.call(x)
    return mask === undefined ? outputs : where(mask.reshape([...mask.shape, 1]), outputs, 0)
  }
}
