import { checkGradients } from '@sobolev/core'
import { describe, it } from 'vitest'
import { float64, int32 } from '../../testing/float64.ts'
import { catalogue } from './catalogue.ts'
import type { LossOutputs } from './define.ts'

// Away from 0, where some have a kink.
const x = float64([
  [-3, -0.7],
  [0.4, 2.5],
])

/** Outputs and targets, no two of which are equal, for each kind of outputs. */
const examples = {
  classLogits: [
    float64([
      [1, -2, 0.5],
      [0.3, 0.1, 4],
    ]),
    int32([2, 0]),
  ],
  binaryLogit: [float64([[1.5], [-3], [0.2]]), int32([1, 0, 1])],
  values: [
    float64([
      [1.5, -3],
      [0.2, 0.4],
    ]),
    float64([
      [1, 0],
      [0.25, 4],
    ]),
  ],
} as const satisfies Record<LossOutputs, readonly unknown[]>

describe('derivatives are right to order 3', () => {
  it.each([...catalogue.of('activation').values()])('activation $name', ({ make }) => {
    checkGradients(make(), [x], { order: 3 })
  })

  it.each([...catalogue.of('loss').values()])('loss $name', ({ make, outputs: kind }) => {
    const [outputs, targets] = examples[kind]
    const loss = make()
    checkGradients((at) => loss(at, targets), [outputs], { order: 3 })
  })
})
