import { onesLike, sum } from '@sobolev/core'
import { exampleAxes } from './example-axes.ts'
import { meanOfClass, singleOutput } from './examples-of-class.ts'
import type { Penalty } from './penalty.ts'

/** Half the mean of ‖∇D(x)‖² over the examples whose target is `label`. */
export const slopeOfClass =
  (penalty: string, label: number): Penalty =>
  ({ outputs, unmixedTargets: targets, vectorJacobian }) => {
    const values = singleOutput(penalty, outputs)
    const slopes = vectorJacobian(onesLike(values), values)
    return meanOfClass(penalty, sum(slopes.square(), exampleAxes(slopes)), targets, label).mul(0.5)
  }
