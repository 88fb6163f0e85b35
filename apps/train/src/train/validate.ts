import { tensor } from '@sobolev/core'
import { inputGradientNorms } from '@sobolev/nn'
import type { Part } from '../data/dataset.ts'
import type { TargetColumn } from '../data/preprocessing.ts'
import { sliceBatch } from './batch.ts'
import type { Learner } from './learner.ts'
import type { Figures } from './records.ts'
import { taskFigures } from './task-figures.ts'

/** Rows that go through the model together: bounds the memory. */
const rowsAtOnce = 1024

/**
 * The figures of a part: `loss` as it is trained on but without penalties, what `taskFigures` adds,
 * and `inputGradientNorm`, the mean over the rows of ‖∂loss/∂x‖₂ by the inputs as the model sees
 * them.
 */
export function validate(learner: Learner, target: TargetColumn, part: Part): Figures {
  const { model, head } = learner
  const outputs = new Float32Array(part.rows * head.outputs)
  let loss = 0
  let gradientNorm = 0
  for (let begin = 0; begin < part.rows; begin += rowsAtOnce) {
    const { inputs, targets } = sliceBatch(part, begin, Math.min(part.rows, begin + rowsAtOnce))
    const batchOutputs = model.call(inputs, { training: false })
    outputs.set(batchOutputs.data, begin * head.outputs)
    loss += sumOf(head.loss(batchOutputs, targets).data)
    gradientNorm += sumOf(inputGradientNorms(model, head.loss, inputs, targets).data)
  }
  const whole = tensor(outputs, { shape: [part.rows, head.outputs] })
  return {
    loss: loss / part.rows,
    ...taskFigures(head, target, whole, tensor(part.targets)),
    inputGradientNorm: gradientNorm / part.rows,
  }
}

function sumOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0)
}
