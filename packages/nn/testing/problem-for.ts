import type { Rng, Tensor } from '@sobolev/core'
import type { LossOutputs, PenaltyFacts } from '../src/catalogue/facts.ts'
import type { Columns } from '../src/evaluation/columns.ts'
import { binaryCrossEntropy } from '../src/losses/binary-cross-entropy.ts'
import type { Loss } from '../src/losses/loss.ts'
import { softmaxCrossEntropy } from '../src/losses/softmax-cross-entropy.ts'
import { squaredError } from '../src/losses/squared-error.ts'
import { columnsFor, type MethodWithColumns } from './example-columns.ts'

/** What a penalty can be tried on: a loss, how many outputs a model with two inputs has, and targets for them. */
export interface Problem {
  readonly loss: Loss
  readonly outputs: number
  readonly targets: (rng: Rng, examples: number) => Tensor
  /** What the batch tells of examples. */
  readonly columns: (rng: Rng, examples: number) => Columns
  /** The shape of an example that the first layer is to give, of so many numbers. */
  readonly hiddenShape: (units: number) => number[]
}

type Task = Omit<Problem, 'columns' | 'hiddenShape'>

const classes =
  (count: number): Problem['targets'] =>
  (rng, examples) =>
    rng.uniform([examples], { dtype: 'float64' }).mul(count).floor().cast('int32')

const values = (outputs: number): Task => ({
  loss: squaredError,
  outputs,
  targets: (rng, examples) => rng.normal([examples, outputs], { dtype: 'float64' }),
})

/** Two problems that suit a penalty: the first of classes, the second of values, unless it is for one kind alone. */
export function problemsFor(
  definition: PenaltyFacts & MethodWithColumns,
): readonly [Problem, Problem] {
  const { losses, outputs, ofLayers } = definition
  const suits = (kind: LossOutputs): boolean => losses === undefined || losses.includes(kind)
  const ofLogits: Task = { loss: softmaxCrossEntropy, outputs: 3, targets: classes(3) }
  const ofOneLogit: Task = { loss: binaryCrossEntropy, outputs: 1, targets: classes(2) }
  const ofValues = values(outputs === 'one' ? 1 : outputs === 'asInputs' ? 2 : 3)
  const fitting = [
    ...(suits('classLogits') && outputs === undefined ? [ofLogits] : []),
    ...(suits('binaryLogit') && outputs !== 'asInputs' ? [ofOneLogit] : []),
    ...(suits('values') ? [ofValues] : []),
  ]
  const [first, last] = [fitting[0], fitting.at(-1)]
  const columns: Problem['columns'] = (rng, examples) => columnsFor(definition, examples, rng)
  const hiddenShape = (units: number): number[] => (ofLayers === 'sequences' ? [units, 1] : [units])
  const both = { columns, hiddenShape }
  if (first && last)
    return [
      { ...first, ...both },
      { ...last, ...both },
    ]
  throw new TypeError('a penalty must suit a loss of logits, of one logit or of values')
}
