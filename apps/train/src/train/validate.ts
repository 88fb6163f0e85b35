import { compile, norm, type Tensor, tensor } from '@sobolev/core'
import { evaluateBatch } from '@sobolev/nn'
import type { Part } from '../data/part.ts'
import type { TargetColumn } from '../data/preprocessing.ts'
import { sliceBatch } from './batch.ts'
import { unavailableFigures } from './figure-remarks.ts'
import type { Learner } from './learner.ts'
import type { PartFigures } from './records.ts'
import { taskFigures } from './task-figures.ts'

/** Rows that go through the model together: bounds the memory. */
const rowsAtOnce = 1024

/** Measures a part: how good the learner is there. */
export type Validate = (part: Part) => PartFigures

/**
 * A function that gives the figures of a part: `loss` as it is trained on but without penalties,
 * what `taskFigures` adds, and `inputGradientNorm`, the mean over the rows of ‖∂loss/∂x‖₂ by the
 * inputs as the model sees them. One compiled program does the work unless `eager`.
 */
export function validator(
  learner: Learner,
  target: TargetColumn,
  eager: boolean = false,
): Validate {
  const { model, head } = learner
  const evaluate = (
    inputs: Tensor,
    targets: Tensor,
  ): Record<'outputs' | 'losses' | 'norms', Tensor> =>
    evaluateBatch({ model, loss: head.loss, inputs, targets }, (evaluation) => ({
      outputs: evaluation.outputs,
      losses: evaluation.losses,
      norms: norm(evaluation.inputGradient(), 2, 1),
    }))
  const run = eager ? evaluate : compile(evaluate)
  return (part) => {
    const outputs = new Float32Array(part.rows * head.outputs)
    let loss = 0
    let gradientNorm = 0
    for (let begin = 0; begin < part.rows; begin += rowsAtOnce) {
      const { inputs, targets } = sliceBatch(part, begin, Math.min(part.rows, begin + rowsAtOnce))
      const batch = run(inputs, targets)
      outputs.set(batch.outputs.data, begin * head.outputs)
      loss += sumOf(batch.losses.data)
      gradientNorm += sumOf(batch.norms.data)
    }
    const whole = tensor(outputs, { shape: [part.rows, head.outputs] })
    const unavailable = unavailableFigures(part.targets, target)
    return {
      loss: loss / part.rows,
      ...taskFigures(head, target, whole, tensor(part.targets)),
      ...Object.fromEntries(Object.keys(unavailable).map((name) => [name, null])),
      inputGradientNorm: gradientNorm / part.rows,
    }
  }
}

function sumOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0)
}
